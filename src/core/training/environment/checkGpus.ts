import * as l10n from '@vscode/l10n';
import { formatBytes } from '../../text/amounts';
import type { Finding } from '../finding';
import { oneLine } from './checkPython';
import type { GpuFacts, PythonFacts } from './facts';
import type { EnvironmentNeed } from './packages';

/** Less than this part of a GPU's memory is free: another program has most of it. */
const BUSY = 0.5;

/** Whether there is a GPU that can be computed on, as the training needs it. */
export function checkGpus(facts: PythonFacts, need: EnvironmentNeed): Finding[] {
  const { torch, torchError } = facts;
  if (torchError && !facts.packages.get('torch')?.error) return [noAnswer(torchError.message)];
  if (!torch) return [];
  if (!torch.cuda && torch.mps) return need.precision === 'fp16' ? [fp16OnProcessor()] : [];
  if (!torch.cuda) {
    return [noGpu(torch.build), ...(need.precision === 'fp16' ? [fp16OnProcessor()] : [])];
  }
  const findings = (need.gpus ?? [])
    .filter((index) => !facts.gpus.some((gpu) => gpu.index === index))
    .map((index) => noSuchGpu(index, facts.gpus.length));
  const used = facts.gpus.filter(({ index }) => need.gpus?.includes(index) ?? true);
  return [...findings, ...used.flatMap((gpu) => gpuFindings(gpu, need))];
}

function gpuFindings(gpu: GpuFacts, { precision }: EnvironmentNeed): Finding[] {
  if (gpu.error) return [brokenGpu(gpu, gpu.error)];
  const findings: Finding[] = [];
  if (precision === 'bf16' && !gpu.bf16) {
    findings.push({
      level: 'warning',
      code: 'bf16_slow',
      option: 'precision',
      message: l10n.t('{0} does not compute in bf16 by itself: it would be slow, or fail.', gpu.name),
      fix: l10n.t('Set precision = "fp16".'),
    });
  }
  if (gpu.freeBytes !== undefined && gpu.freeBytes < gpu.totalBytes * BUSY) {
    findings.push({
      level: 'warning',
      code: 'gpu_busy',
      message: l10n.t(
        '{0} has {1} of {2} free: other programs use the rest.',
        gpu.name,
        formatBytes(gpu.freeBytes),
        formatBytes(gpu.totalBytes),
      ),
      fix: l10n.t('End other programs that use the GPU before the training.'),
    });
  }
  return findings;
}

function brokenGpu({ index, name }: GpuFacts, { type, message }: NonNullable<GpuFacts['error']>): Finding {
  const unknown = type === 'NotAsked';
  const noKernel = /no kernel image|not compatible|sm_\d+/i.test(message);
  const outOfMemory = /out of memory/i.test(message);
  return {
    level: unknown ? 'warning' : 'error',
    code: unknown ? 'gpu_not_tried' : outOfMemory ? 'gpu_full' : noKernel ? 'gpu_unsupported' : 'gpu_broken',
    message: unknown
      ? l10n.t('The time was up before GPU {0} was tried.', index)
      : noKernel
        ? l10n.t('This torch has no code for {0}: the GPU is newer or older than it knows.', name)
        : outOfMemory
          ? l10n.t('{0} has no memory left.', name)
          : l10n.t('Nothing can be computed on {0}: {1}', name, `${type}: ${oneLine(message)}`),
    fix: unknown
      ? l10n.t('Try again: what has been read from the disk once is faster.')
      : noKernel
        ? l10n.t('Install a torch that is built for this GPU, as pytorch.org says.')
        : outOfMemory
          ? l10n.t('End other programs that use the GPU before the training.')
          : l10n.t('Restart the computer, update the driver, or install torch anew.'),
  };
}

function noGpu(build: string | undefined): Finding {
  return build === undefined
    ? {
        level: 'warning',
        code: 'torch_cpu_only',
        message: l10n.t('This torch computes on the processor only: a training would take weeks.'),
        fix: l10n.t('Install a torch for your GPU as pytorch.org says, in the same Python.'),
      }
    : {
        level: 'warning',
        code: 'gpu_none',
        message: l10n.t('torch finds no GPU: a training on the processor would take weeks.'),
        fix: l10n.t(
          'Look whether the driver is installed (nvidia-smi), and whether CUDA_VISIBLE_DEVICES hides the GPU.',
        ),
      };
}

function noSuchGpu(index: number, count: number): Finding {
  return {
    level: 'error',
    code: 'gpu_missing',
    option: 'launcher.gpu',
    message: l10n.t('There is no GPU {0}; torch finds {1}, counted from 0.', index, count),
    fix: l10n.t('Correct launcher.gpu.'),
  };
}

function fp16OnProcessor(): Finding {
  return {
    level: 'error',
    code: 'fp16_without_gpu',
    option: 'precision',
    message: l10n.t('fp16 fails without a GPU of CUDA.'),
    fix: l10n.t('Set precision = "bf16" or "no".'),
  };
}

function noAnswer(message: string): Finding {
  return {
    level: 'warning',
    code: 'gpus_not_tried',
    message: l10n.t('torch could not be asked for its GPUs. {0}', oneLine(message)).trim(),
    fix: l10n.t('Try again; else install torch anew, as pytorch.org says.'),
  };
}
