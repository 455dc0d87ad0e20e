import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Planned } from './plan';
import type { RunContext } from './runContext';

/** What a question about a single hash takes, seconds: where hashing takes less, a hundred are asked about at once. */
const QUESTION_SECONDS = 0.25;

/** The files of a run, by what they cost. */
export interface ByCost {
  /** Hashed sooner than Civitai answers a question about the hash in the header. */
  readonly quick: readonly Planned[];
  readonly others: readonly Planned[];
}

/** Tells files whose header names a hash, but that are hashed in less than a question takes, from all others. */
export async function byCost(context: RunContext, planned: readonly Planned[]): Promise<ByCost> {
  const { deps, signal } = context;
  const named = planned.filter(({ step }) => step.kind === 'header');
  const quick = new Set<Planned>();
  for (const items of (await byDevice(named)).values()) {
    const speed = await deps.hashingSpeed(
      items.map(({ file }) => file),
      signal,
    );
    for (const item of items) if (item.file.size <= speed * QUESTION_SECONDS) quick.add(item);
  }
  return { quick: [...quick], others: planned.filter((item) => !quick.has(item)) };
}

/** Files by the device that their folder is on; each folder is looked at once. */
async function byDevice(items: readonly Planned[]): Promise<Map<number | undefined, Planned[]>> {
  const folders = new Map<string, Planned[]>();
  for (const item of items) addTo(folders, dirname(item.file.path), [item]);
  const devices = new Map<number | undefined, Planned[]>();
  for (const [folder, within] of folders) {
    const device = await stat(folder).then(
      ({ dev }) => dev,
      // What cannot be opened is told of when it is hashed.
      () => undefined,
    );
    addTo(devices, device, within);
  }
  return devices;
}

function addTo<Key>(groups: Map<Key, Planned[]>, key: Key, items: readonly Planned[]): void {
  const group = groups.get(key);
  if (group) group.push(...items);
  else groups.set(key, [...items]);
}
