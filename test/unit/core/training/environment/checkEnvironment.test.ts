import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { checkEnvironment } from '../../../../../src/core/training/environment/checkEnvironment';
import { neededPackages, type EnvironmentNeed } from '../../../../../src/core/training/environment/packages';
import type { ProgramEnd } from '../../../../../src/core/training/environment/runPython';
import type { TrainingSettings } from '../../../../../src/core/training/trainingSettings';
import { tempFolder } from '../../../support/tempFolder';

interface Told {
  readonly step: readonly unknown[];
  readonly facts?: unknown;
  readonly error?: unknown;
}

const GPU = { name: 'Test GPU', capability: '8.6', total: 24e9, free: 23e9, bf16: true };
const CUDA: Told = {
  step: ['torch', 'torch', null],
  facts: { cuda_build: '12.8', cuda: true, mps: false, gpus: 1 },
};
const CPU: Told = {
  step: ['torch', 'torch', null],
  facts: { cuda_build: null, cuda: false, mps: false, gpus: 0 },
};
const gpu = (facts: object, index = 0): Told => ({
  step: ['gpu', 'gpu', index],
  facts: { ...GPU, ...facts },
});

describe('the check of an environment', () => {
  const folder = tempFolder();

  function checkout(...scripts: string[]): TrainingSettings {
    for (const name of ['library', 'networks']) mkdirSync(join(folder.path, name), { recursive: true });
    for (const name of ['library/train_util.py', 'networks/lora.py', ...scripts]) folder.write(name, '');
    return {
      python: process.execPath,
      scriptPath: join(folder.path, 'train_network.py'),
      launchPrefix: [],
      docker: { image: 'trainer:1', kohyaRoot: '/opt/kohya' },
      baseModels: {},
      minimumPictures: 8,
    };
  }

  /** An answer of a Python in which all is well but for what is told here. */
  function answer(need: EnvironmentNeed, told: readonly Told[], python = '3.11.7'): ProgramEnd {
    const packages = [...neededPackages(need)].map(([name, distribution]): Told => ({
      step: ['package', name, distribution],
      facts: { version: '1.0' },
    }));
    const names = new Set(told.map(({ step }) => step[1]));
    const rest = packages.filter(({ step }) => !names.has(step[1]) || step[1] === 'torch');
    const line = JSON.stringify({ python, executable: '/venv/python', bits: 64, told: [...rest, ...told] });
    return { code: 0, stdout: `noise\n@@environment ${line}\n`, stderr: '' };
  }

  async function codes(
    need: EnvironmentNeed,
    told: readonly Told[],
    settings: Partial<TrainingSettings> = {},
    python?: string,
  ): Promise<string[]> {
    const whole = { ...checkout('train_network.py', 'sdxl_train_network.py'), ...settings };
    const run = () => Promise.resolve(answer(need, told, python));
    const { findings } = await checkEnvironment(whole, need, { run });
    return findings.map(({ level, code }) => `${level} ${code}`);
  }

  it('has nothing to say where all is well', async () => {
    assert.deepEqual(await codes({ family: 'sdxl', precision: 'bf16' }, [CUDA, gpu({})]), []);
  });

  it('names a Python that is too old, and packages that are missing or broken', async () => {
    assert.deepEqual(await codes({}, [], {}, '3.9.2'), ['error python_too_old']);
    const missing = { type: 'ModuleNotFoundError', message: 'No module named x', module: 'bitsandbytes' };
    const told = [
      CUDA,
      gpu({}),
      { step: ['package', 'bitsandbytes', ''], error: missing },
      { step: ['package', 'cv2', ''], error: { type: 'Crashed', message: '-11' } },
      { step: ['package', 'toml', ''], error: { type: 'NotAsked', message: '' } },
    ];
    // In the order in which they are tried.
    assert.deepEqual(await codes({ optimizer: 'AdamW8bit' }, told), [
      'error package_broken',
      'error package_missing',
      'warning packages_not_tried',
    ]);
    assert.equal(neededPackages({ optimizer: 'AdamW' }).has('bitsandbytes'), false);
  });

  it('tells a torch for processors, a GPU that it has no code for, and what precision needs', async () => {
    assert.deepEqual(await codes({ precision: 'bf16' }, [CPU]), ['warning torch_cpu_only']);
    assert.deepEqual(await codes({ precision: 'fp16' }, [CPU]), [
      'warning torch_cpu_only',
      'error fp16_without_gpu',
    ]);
    const error = { type: 'RuntimeError', message: 'CUDA error: no kernel image is available' };
    assert.deepEqual(await codes({}, [CUDA, gpu({ error })]), ['error gpu_unsupported']);
    assert.deepEqual(await codes({ precision: 'bf16' }, [CUDA, gpu({ bf16: false })]), ['warning bf16_slow']);
    assert.deepEqual(await codes({}, [CUDA, gpu({ free: 2e9 })]), ['warning gpu_busy']);
    assert.deepEqual(await codes({ gpus: [1] }, [CUDA, gpu({})]), ['error gpu_missing']);
    // Only the GPU that is used counts.
    assert.deepEqual(await codes({ gpus: [1] }, [CUDA, gpu({ error }), gpu({}, 1)]), []);
  });

  it('says that GPUs behind a launch prefix were not checked', async () => {
    assert.deepEqual(await codes({}, [CPU], { launchPrefix: [process.execPath] }), ['info gpus_elsewhere']);
    assert.deepEqual(await codes({}, [CPU], { launchPrefix: ['no-such-scheduler'] }), [
      'info gpus_elsewhere',
      'error launch_prefix_missing',
    ]);
  });

  it('names scripts, folders and programs that are not there', async () => {
    const good = [CUDA, gpu({})];
    assert.deepEqual(await codes({ family: 'flux' }, good), ['error script_missing']);
    assert.deepEqual(await codes({}, good, { accelerateBin: '/none/accelerate' }), [
      'error accelerate_missing',
    ]);
    assert.deepEqual(await codes({}, good, { workspace: '/none' }), ['error workspace_missing']);
    assert.deepEqual(await codes({}, good, { python: '/none/python' }), ['error python_missing']);
    assert.deepEqual(await codes({}, good, { loraDir: join(folder.path, 'new') }), [
      'error lora_dir_missing',
    ]);
    assert.deepEqual(await codes({}, good, { loraDir: folder.write('file', '') }), [
      'error lora_dir_no_folder',
    ]);
    const other = join(folder.path, 'other');
    mkdirSync(other);
    folder.write('other/train_network.py', '');
    const scriptPath = join(other, 'train_network.py');
    assert.deepEqual(await codes({}, good, { scriptPath }), ['error not_sd_scripts']);
  });

  it('warns where the disk has less room than the outputs are expected to take', async () => {
    const need = { outputs: { folder: folder.path, bytes: 5e9 } };
    const check = (free: number) =>
      checkEnvironment(checkout('train_network.py'), need, {
        run: () => Promise.resolve(answer(need, [CUDA, gpu({})])),
        free: () => Promise.resolve(free),
      });
    assert.deepEqual(
      (await check(4e9)).findings.map(({ code }) => code),
      ['disk_low'],
    );
    assert.deepEqual((await check(6e9)).findings, []);
  });

  it('says that a Python gave no answer, without the secrets in what it printed', async () => {
    const run = (end: ProgramEnd) =>
      checkEnvironment(
        checkout('train_network.py'),
        {},
        {
          run: () => Promise.resolve(end),
          env: { ...process.env, HF_TOKEN: 'hf_secret1' },
        },
      );
    const { findings, facts } = await run({ code: 1, stdout: '', stderr: 'x\nbad token hf_secret1' });
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['python_failed'],
    );
    assert.match(findings[0]?.message ?? '', /bad token \[hidden\]/);
    assert.equal(facts.python, undefined);
    for (const stdout of ['@@environment [1]', '@@environment {"python": 3}', '@@environment {"told']) {
      const { findings: found } = await run({ code: 0, stdout, stderr: '' });
      assert.deepEqual(
        found.map(({ code }) => code),
        ['python_failed'],
        stdout,
      );
    }
  });

  it('asks Docker in place of Python where the trainer runs in it', async () => {
    const docker = folder.write('docker', '');
    chmodSync(docker, 0o755);
    const check = async (code: (args: readonly string[]) => number, path = folder.path) => {
      const { findings } = await checkEnvironment(
        { ...checkout(), python: '/none' },
        { launcher: 'docker' },
        {
          env: { PATH: path },
          run: (program, args) => {
            assert.equal(program, docker);
            return Promise.resolve({ code: code(args), stdout: '', stderr: '' });
          },
        },
      );
      return findings.map(({ level, code: each }) => `${level} ${each}`);
    };
    assert.deepEqual(await check(() => 0), []);
    assert.deepEqual(await check(() => 1), ['error docker_not_running']);
    assert.deepEqual(await check(([first]) => (first === 'image' ? 1 : 0)), ['warning docker_image_missing']);
    assert.deepEqual(await check(() => 0, '/none'), ['error docker_missing']);
  });
});
