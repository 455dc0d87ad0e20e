import { join } from 'node:path';

/** Two pictures twice: 4 batches an epoch, shared by the processes. */
export const BATCHES = 4;
export const STEPS = 6;
export const LOSSES = ['0.2', '0.183', '0.171', '0.163', '0.156', '0.15'];
/** The learning rate that the trainer takes where none is set: 1e-6. */
export const RATE = '0.000001';
export const SAVED_AT = 4;
export const SAMPLED_AT = 5;

/** What is expected of a run, by how many processes train: each writes the log, and only a single one has a runner. */
export class Words {
  private readonly perEpoch: number;

  constructor(
    readonly processes: number,
    private readonly folder: { readonly output: string; readonly pictures: string },
  ) {
    this.perEpoch = BATCHES / processes;
  }

  readonly ready = () =>
    this.processes === 1
      ? ['runner ready NetworkTrainer']
      : [`runner unavailable several processes train together (WORLD_SIZE=${this.processes})`];

  readonly pictures = () =>
    this.logged(`directory ${this.folder.pictures} 2`, 'images train 4', 'images reg 0');

  readonly noPictures = () => this.logged('images train 0', 'images reg 0', 'no_data');

  readonly model = (modules = 192) => [
    'device cpu',
    ...Array.from({ length: this.processes }, (_, rank) => `process ${rank} ${this.processes}`),
    ...this.logged('modules Text Encoder 72', `modules U-Net ${modules}`, 'optimizer AdamW'),
  ];

  readonly plan = () => [
    'started',
    `plan batches_per_epoch ${this.perEpoch}`,
    `plan epochs ${Math.ceil(STEPS / this.perEpoch)}`,
    'plan batch_size 1',
    'plan gradient_accumulation 1',
    `plan total_steps ${STEPS}`,
  ];

  readonly start = (modules?: number) => [
    ...this.ready(),
    ...this.pictures(),
    ...this.model(modules),
    ...this.plan(),
    `step 0 ${STEPS}`,
  ];

  /** @param losses as the bar shows them @param asked the step at which the training is asked to stop */
  readonly steps = (losses: readonly string[], asked?: number) =>
    losses.flatMap((loss, index) => {
      const step = index + 1;
      const epoch = Math.floor(index / this.perEpoch) + 1;
      return [
        ...(index % this.perEpoch === 0 ? [`epoch ${epoch} ${Math.ceil(STEPS / this.perEpoch)}`] : []),
        ...this.step(step, STEPS, losses[index - 1]),
        ...this.runner(`step ${step} ${loss} ${RATE}`),
        ...(step === SAMPLED_AT ? this.logged(`sampling ${step}`) : []),
        ...(step === asked ? this.runner(`stopping ${step}`) : []),
        ...(step === SAVED_AT || step === asked
          ? this.saved(`-step${String(step).padStart(8, '0')}`, ` ${step}`)
          : []),
        ...(step === asked ? this.runner(`save ${step}`) : []),
        // What is drawn again without a change says nothing.
        ...(loss === losses[index - 1] ? [] : this.step(step, STEPS, loss)),
      ];
    });

  readonly step = (step: number, total: number, loss?: string) => [
    `step ${step} ${total}${loss === undefined ? '' : ` ${loss}`}`,
  ];

  readonly runner = (words: string) => (this.processes === 1 ? [`runner ${words}`] : []);

  readonly end = () => {
    const [lora = '', ...state] = this.saved('', '');
    return [...state, lora, ...this.logged('saved')];
  };

  /** A failure, and what the launcher says of it. That of a rank may go on until the end of the log. */
  readonly failed = (name: string | undefined, code: number) => {
    const raised = (rank?: number) => (name === undefined ? [] : [`exception ${name} of ${rank}`]);
    const launcher = (words: string) => [`child_ended ${code}`, `exception ${words} of undefined`];
    return this.processes === 1
      ? [...raised(), ...launcher('subprocess.CalledProcessError')]
      : [
          ...launcher('torch.distributed.elastic.multiprocessing.errors.ChildFailedError'),
          ...raised(0),
          ...raised(1),
        ];
  };

  readonly stateOf = (step: number) =>
    join(this.folder.output, `hero-step${String(step).padStart(8, '0')}-state`);

  private readonly saved = (stem: string, at: string) => {
    const path = join(this.folder.output, `hero${stem}`);
    const state = [`state${at}`, `state_folder ${path}-state`, `state_saved ${path}-state`];
    return [`saving ${path}.safetensors`, ...this.logged(...state)];
  };

  private readonly logged = (...words: string[]) =>
    words.flatMap((each) => Array<string>(this.processes).fill(each));
}
