import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { formatBytes } from '../../../core/text/amounts';
import type { Checkpoint } from '../../../core/training/jobs/checkpoints';
import { isActive, isOver, type Job, type JobPart } from '../../../core/training/jobs/job';
import { lastMachineOf } from '../../../core/training/jobs/jobProcess';
import type { GpuUse } from '../../../core/training/jobs/supervise/gpuMemory';
import type { TrainingFile } from '../../../core/training/job/trainingFile';
import { factsOf } from '../../../core/training/run/facts';
import { hintsFor } from '../../../core/training/run/hints';
import type { RunEvents } from '../../../core/training/run/runEvents';
import type { Sample, SamplePrompt } from '../../../core/training/run/samples';
import { diagnose } from '../../../core/training/verdict/diagnose';
import type { RunCheckpoint, RunCommandName, RunProblem, RunState } from '../../../protocol/run';
import { stateText } from '../jobs/stateText';

/** A checkpoint that is on disk. */
export interface FoundCheckpoint extends Checkpoint {
  /** Below the job's folder; names it to the page. */
  readonly key: string;
  readonly bytes: number;
}

/** All that the page of a job is made of. */
export interface RunFacts {
  readonly job: Job;
  readonly events: RunEvents;
  /** Undefined where the frozen training file cannot be read. */
  readonly training: TrainingFile | undefined;
  readonly prompts: readonly SamplePrompt[];
  readonly samples: readonly Sample[];
  readonly checkpoints: readonly FoundCheckpoint[];
  readonly gpu: GpuUse | undefined;
  /** It runs on another computer, or its folder was copied from one: nothing of it can be steered here. */
  readonly host: string | undefined;
  /** The address of a file for the page. */
  readonly address: (path: string) => string;
  /** The small picture of a sample, where it is made. */
  readonly thumbnail: (sample: Sample) => string | undefined;
}

/** What the page shows of a job. */
export function runState(facts: RunFacts): RunState {
  const { job, events, training, prompts, samples, gpu, host, address, thumbnail } = facts;
  const isRunning = isActive(job) && host === undefined;
  const progress = progressOf(facts);
  const lora = job.artifact ?? job.lora;
  return {
    kind: 'run',
    id: job.id,
    name: job.name,
    state: {
      text: host === undefined ? stateOf(job) : l10n.t('of {0}: not followed here', host),
      tone: toneOf(job, host),
    },
    isRunning,
    ...(progress && { progress }),
    ...(gpu && { gpu }),
    problems: problemsOf(facts),
    facts: training ? factsOf(job, training) : [],
    commands: commandsOf(facts),
    epochs: events.epochs.map(({ epoch, step }) => ({ epoch, step })),
    checkpoints: facts.checkpoints.map((found) => checkpointOf(found, job)),
    prompts: promptRows(prompts, samples),
    samples: samples.map((sample) => {
      const small = thumbnail(sample);
      const { key, prompt, step } = sample;
      return { key, prompt, step, ...(small !== undefined && { thumbnail: address(small) }), picture: address(sample.path) }; // prettier-ignore
    }),
    hints: training && lora !== undefined && job.state === 'done' ? hintsFor(training, lora) : [],
  };
}

function stateOf(job: Job): string {
  const { state, verdict } = job;
  const machine = isOver(job) ? lastMachineOf(job) : undefined;
  const text =
    state === 'stopped' && verdict?.steps !== undefined
      ? l10n.t('stopped at step {0}', verdict.steps)
      : stateText(state);
  return machine === undefined ? text : l10n.t('{0} · on {1}', text, machine);
}

function toneOf({ state }: Job, host: string | undefined): RunState['state']['tone'] {
  if (state === 'done') return 'good';
  if (state === 'error') return 'bad';
  return host === undefined && (state === 'training' || state === 'prepping' || state === 'copying')
    ? 'waiting'
    : 'neutral';
}

function progressOf({ job, events }: RunFacts): RunState['progress'] {
  const { speed, epoch, epochCount } = events;
  const step = speed?.step ?? job.verdict?.steps;
  const totalSteps = job.plan?.totalSteps ?? speed?.total;
  if (step === undefined || totalSteps === undefined) return undefined;
  const seconds = job.parts.reduce((sum, part) => sum + secondsOf(part, isOver(job)), 0);
  const trains = job.state === 'training';
  const loss = speed?.loss;
  return {
    step,
    totalSteps,
    ...(epoch !== undefined && { epoch }),
    ...(epochCount !== undefined && { epochs: epochCount }),
    ...(trains && speed?.secondsPerStep !== undefined && { secondsPerStep: speed.secondsPerStep }),
    ...(trains && speed?.secondsLeft !== undefined && { secondsLeft: speed.secondsLeft }),
    ...(seconds > 0 && { secondsTrained: seconds }),
    ...(loss !== undefined && Number.isFinite(loss) && { loss }),
  };
}

function secondsOf({ startedAt, endedAt }: JobPart, over: boolean): number {
  if (endedAt === undefined && over) return 0;
  const end = endedAt === undefined ? Date.now() : Date.parse(endedAt);
  return Math.max(0, (end - Date.parse(startedAt)) / 1000);
}

/** Errors first: how it ended, else what went wrong so far. */
function problemsOf({ job, events, host }: RunFacts): RunProblem[] {
  const problems: RunProblem[] = [];
  const { verdict, state } = job;
  if (verdict?.cause !== undefined && state !== 'done')
    problems.push({ level: state === 'error' ? 'error' : 'warning', message: verdict.cause });
  const running =
    state === 'training' && host === undefined ? diagnose(events.part?.faults() ?? []) : undefined;
  if (running) problems.push({ level: 'error', message: running.words, ...(running.advice !== '' && { fix: running.advice }) }); // prettier-ignore
  const part = job.parts.at(-1);
  if (part && !part.runner && part.why !== undefined && isActive(job))
    problems.push({ level: 'warning', message: part.why });
  if (events.notFinite > 0)
    problems.push({
      level: 'warning',
      message: l10n.t('The loss was not finite in {0} steps.', events.notFinite),
      fix: l10n.t('A lower learning rate or another precision helps most.'),
    });
  if (events.captionsMissing > 0)
    problems.push({
      level: 'warning',
      message: l10n.t('Pictures without a caption: {0}', events.captionsMissing),
      fix: l10n.t('Make captions, or set a trigger that stands for them.'),
    });
  return problems;
}

function commandsOf({ job, host, training }: RunFacts): RunState['commands'] {
  const part = job.parts.at(-1);
  const noRunner = part && !part.runner ? (part.why ?? l10n.t('It runs without the runner.')) : undefined;
  const notYet = job.state === 'training' ? undefined : l10n.t('It does not train yet.');
  const commands: { command: RunCommandName; disabled?: string | undefined; asks?: true; shown: boolean }[] =
    [
      { command: 'saveNow', disabled: notYet ?? noRunner, shown: isActive(job) },
      { command: 'stopAndSave', disabled: noRunner, shown: !isOver(job) },
      { command: 'stop', shown: !isOver(job) },
      {
        command: 'resume',
        shown: isOver(job) && job.state !== 'done',
        ...(lastMachineOf(job) !== undefined && { asks: true as const }),
      },
      { command: 'showInModels', shown: job.artifact !== undefined },
      { command: 'testPrompts', shown: job.state === 'done' && training !== undefined },
      { command: 'showTerminal', shown: host === undefined },
      { command: 'trainAgain', shown: training !== undefined },
      { command: 'compare', shown: true },
      { command: 'openTrainingFile', shown: true },
      { command: 'openFolder', shown: true },
    ];
  const isSteering = new Set<RunCommandName>(['saveNow', 'stopAndSave', 'stop', 'resume']);
  return commands
    .filter(({ shown, command }) => shown && (host === undefined || !isSteering.has(command)))
    .map(({ command, disabled, asks }) => ({ command, ...(disabled !== undefined && { disabled }), ...(asks && { asks }) })); // prettier-ignore
}

function checkpointOf({ key, path, step, bytes }: FoundCheckpoint, job: Job): RunCheckpoint {
  const epoch = /-(\d{6})\.\w+$/.exec(path)?.[1];
  return {
    key,
    name: basename(path),
    ...(step !== undefined && { step }),
    ...(epoch !== undefined && step === undefined && { epoch: Number(epoch) }),
    size: formatBytes(bytes),
    used: job.artifact !== undefined && (job.artifactFrom ?? job.lora) === path,
  };
}

/** The prompts that are known, and a row for each that only has pictures. */
function promptRows(prompts: readonly SamplePrompt[], samples: readonly Sample[]): RunState['prompts'] {
  const rows = Math.max(prompts.length, ...samples.map(({ prompt }) => prompt + 1), 0);
  return Array.from({ length: rows }, (_, index) => {
    const known = prompts[index];
    if (!known) return { text: l10n.t('Prompt {0}', index + 1), leak: false };
    const { text, seed, leak } = known;
    return { text, ...(seed !== undefined && { seed }), leak };
  });
}
