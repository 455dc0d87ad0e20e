import { json, object, parsed, scalar } from './metadataJson';
import { metadataText } from './metadataText';

type Metadata = Readonly<Record<string, string>>;
type Json = Readonly<Record<string, unknown>>;

/** What OneTrainer's configuration always has, though it counts only where a LoRA was trained. */
const OF_LORA: ReadonlySet<string> = new Set(['lora_rank', 'lora_alpha', 'peft_type']);

/** How to read a fact that is within a value, by what stands before the `:` of its key. */
const WITHIN: Readonly<Record<string, (metadata: Metadata, key: string) => string | undefined>> = {
  ot_config: oneTrainer,
  lora_adapter_metadata: ofAdapter,
  ss_datasets: ofDatasets,
};

/** A value of `__metadata__`, or one within it: `ot_config:epochs`. */
export function fact(metadata: Metadata, key: string): string | undefined {
  const [outer = '', inner] = key.split(':');
  return inner === undefined ? metadataText(metadata, key) : WITHIN[outer]?.(metadata, inner);
}

/** The datasets of sd-scripts and musubi-tuner. */
export function datasets(metadata: Metadata): Json[] {
  const list = parsed(metadata, 'ss_datasets');
  return Array.isArray(list) ? list.map(object) : [];
}

/** A value of the configuration that OneTrainer writes into its files. */
function oneTrainer(metadata: Metadata, key: string): string | undefined {
  const config = json(metadata, 'ot_config') ?? {};
  if (OF_LORA.has(key) && (config.training_method ?? 'LORA') !== 'LORA') return undefined;
  const value = config[key];
  return known(key === 'optimizer' ? (object(value).optimizer ?? value) : value);
}

/** What diffusers and SimpleTuner write of each part of a LoRA: `{"transformer.r": 16, …}`. */
function ofAdapter(metadata: Metadata, key: string): string | undefined {
  const parts = Object.entries(json(metadata, 'lora_adapter_metadata') ?? {});
  return known(parts.find(([part]) => part.split('.').at(-1) === key)?.[1]);
}

/** A value that each dataset has. */
function ofDatasets(metadata: Metadata, key: string): string | undefined {
  const values = datasets(metadata).flatMap((dataset) => dataset[key] ?? []);
  return values.length > 0 ? [...new Set(values.map(scalar))].join(', ') : undefined;
}

function known(value: unknown): string | undefined {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
    ? String(value)
    : undefined;
}
