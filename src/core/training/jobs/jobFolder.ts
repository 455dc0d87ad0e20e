import { join } from 'node:path';

/** The files of a job below its folder. */
export interface JobFolder {
  readonly path: string;
  readonly job: string;
  /** The training file as it was when the job was made. */
  readonly training: string;
  /** What the trainer reads. */
  readonly config: string;
  readonly dataset: string;
  /** What was built there, once it is whole. */
  readonly builtDataset: string;
  /** The raw output of the trainer, of all parts. */
  readonly log: string;
  readonly events: string;
  readonly runner: string;
  readonly runnerSettings: string;
  readonly control: string;
  /** The trainer's TensorBoard files. */
  readonly logging: string;
  /** Checkpoints, states and samples of one part: a resumed trainer would overwrite those of the part before. */
  readonly output: (part: number) => string;
}

export function jobFolder(path: string): JobFolder {
  const at = (name: string) => join(path, name);
  return {
    path,
    job: at('job.json'),
    training: at('training.toml'),
    config: at('config.toml'),
    dataset: at('dataset'),
    builtDataset: at('dataset.json'),
    log: at('train.log'),
    events: at('events.ndjson'),
    runner: at('runner.py'),
    runnerSettings: at('runner.json'),
    control: at('control.json'),
    logging: at('logging'),
    output: (part) => join(path, 'output', String(part)),
  };
}
