import type { LogEvent, PlanField } from './events';

type Row = readonly [pattern: RegExp, event: (match: RegExpExecArray) => LogEvent];

/** What the trainers print when they begin, by the English words before the Japanese ones. */
const PLAN: readonly (readonly [words: string, field: PlanField])[] = [
  ['num train images \\* repeats', 'train_images'],
  ['num validation images \\* repeats', 'validation_images'],
  ['num reg images', 'reg_images'],
  ['num batches per epoch', 'batches_per_epoch'],
  ['num epochs', 'epochs'],
  ['batch size per device', 'batch_size'],
  ['gradient accumulation steps', 'gradient_accumulation'],
  ['gradient ccumulation steps', 'gradient_accumulation'],
  ['total optimization steps', 'total_steps'],
];

/** The lines that tell something, one row each. A line that fits no row says nothing. */
const ROWS: readonly Row[] = [
  [/^found directory (.{1,4000}) contains (\d+) image files$/, (m) => ({ type: 'directory', path: m[1] ?? '', images: Number(m[2]) })],
  [/^(\d+) (train|reg) images with repeat(?:s|ing)\.$/, (m) => ({ type: 'images', of: m[2] === 'reg' ? 'reg' : 'train', count: Number(m[1]) })],
  [/^(\d+) reg images\.$/, (m) => ({ type: 'images', of: 'reg', count: Number(m[1]) })],
  [/^No caption file found for (\d+) images\./, (m) => ({ type: 'captions_missing', count: Number(m[1]) })],
  [/^bucket (\d+): resolution \((\d+), (\d+)\), count: (\d+)$/, (m) => ({ type: 'bucket', index: Number(m[1]), width: Number(m[2]), height: Number(m[3]), count: Number(m[4]) })],
  [/^No data found\. Please verify/, () => ({ type: 'no_data' })],
  [/^accelerator device: (\S{1,40})$/, (m) => ({ type: 'device', device: m[1] ?? '' })],
  [/^loading model for process (\d+)\/(\d+)$/, (m) => ({ type: 'process', index: Number(m[1]), count: Number(m[2]) })],
  [/^create (?:LoRA|LoHa|LoKr|LyCORIS|OFT|DyLoRA|network)\S{0,20} for (.{1,80}): (\d+) modules\.?$/i, (m) => ({ type: 'modules', of: m[1] ?? '', count: Number(m[2]) })],
  [/^use (.{1,80}?) optimizer \| /, (m) => ({ type: 'optimizer', name: m[1] ?? '' })],
  [/^running training\b/, () => ({ type: 'started' })],
  ...PLAN.map(([words, field]): Row => [
    new RegExp(`^${words} (?:/.{0,80}?)?[:=：] ?(\\d{1,15})$`),
    (m) => ({ type: 'plan', field, value: Number(m[1]) }),
  ]),
  [/^epoch (\d+)\/(\d+)$/, (m) => ({ type: 'epoch', epoch: Number(m[1]), epochs: Number(m[2]) })],
  [/^saving checkpoint: (.{1,4000})$/, (m) => ({ type: 'saving', path: m[1] ?? '' })],
  [/^save trained model as \S+ checkpoint to (.{1,4000})$/, (m) => ({ type: 'saving', path: m[1] ?? '' })],
  [/^removing old checkpoint: (.{1,4000})$/, (m) => ({ type: 'removed', path: m[1] ?? '' })],
  [/^saving state at epoch (\d+)$/, (m) => ({ type: 'state', epoch: Number(m[1]) })],
  [/^saving state at step (\d+)$/, (m) => ({ type: 'state', step: Number(m[1]) })],
  [/^saving last state\.$/, () => ({ type: 'state' })],
  [/^\[RANK 0\] Saving current state to (.{1,4000})$/, (m) => ({ type: 'state_folder', path: m[1] ?? '' })],
  [/^\[RANK 0\] Random states saved in (.{1,4000})[\\/][^\\/]+$/, (m) => ({ type: 'state_saved', path: m[1] ?? '' })],
  [/^generating sample images at step\b[^:]{0,80}: (\d+)$/i, (m) => ({ type: 'sampling', step: Number(m[1]) })],
  [/^Generating sample images at step (\d+)$/, (m) => ({ type: 'sampling', step: Number(m[1]) })],
  [/^resume training from (?:local )?state: (.{1,4000})$/, (m) => ({ type: 'resumed', path: m[1] ?? '' })],
  [/^load train state from .{1,4000}: \{'current_epoch': (\d+), 'current_step': (\d+)\}$/, (m) => ({ type: 'resumed_at', epoch: Number(m[1]), step: Number(m[2]) })],
  [/^skipping (\d+) steps\b/, (m) => ({ type: 'skipping', steps: Number(m[1]) })],
  [/^.{1,4000}\.toml not found\.$/, (m) => ({ type: 'failure', text: m[0] })],
  [/^NaN found in latents, replacing with zeros/, () => ({ type: 'nan_latents' })],
  [/^model saved\.$/, () => ({ type: 'saved' })],
  [/^(?:ignore directory without repeats.{0,4000}|ignoring\b.{0,4000}|.{0,300}\bUserWarning: .{1,2000})$/, (m) => ({ type: 'warning', message: m[0] })],
  [/^(?:Error (?:loading file|on parsing (?:TOML|JSON) config file\b).{1,4000}|Invalid (?:user config|cmdline parsed arguments)\b.{0,4000}|No prompt file\b.{0,4000}|illegal char in file.{0,4000}|Could not load image.{0,4000}|failed to load.{0,4000})$/i, (m) => ({ type: 'error', message: m[0] })],
]; // prettier-ignore

/** Lines that only trainers print and that tell nothing else. */
const MARKS =
  /^(?:Us(?:e|ing) DreamBooth method|Using (?:v1|v2) tokenizer|prepare (?:images|tokenizer|dataset|optimizer)|Load(?:ing)? dataset config from|Loading settings from .+\.toml|preparing accelerator|load StableDiffusion checkpoint|import network module|get image size from name of cache files|epoch is incremented|caching latents|skip caching|override steps)|_network\.py\b|sd-scripts/;

/** What a line without level, bar and margin says. */
export function parseMessage(text: string): LogEvent | undefined {
  // Every line above is shorter than this.
  if (text === '' || text.length > 9000) return undefined;
  for (const [pattern, event] of ROWS) {
    const match = pattern.exec(text);
    if (match) return event(match);
  }
  return undefined;
}

/** Whether a line is one that a trainer of sd-scripts prints. */
export function isTrainerLine(text: string): boolean {
  return MARKS.test(text.length > 2000 ? text.slice(0, 2000) : text);
}
