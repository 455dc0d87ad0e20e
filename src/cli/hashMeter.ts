import type { ModelFile } from '../core/models/modelFile';
import { Meter } from '../core/progress/meter';
import { progressBar } from './progressBar';
import type { Session } from './session';

/** Counts a command that hashes, and draws how far it is. */
export interface HashMeter {
  readonly onBytes: (bytes: number) => void;
  readonly onFile: () => void;
  readonly stop: () => void;
}

/**
 * Starts to count.
 * @param hashed which of the files are to be read
 */
export async function hashMeter(
  { services, output }: Session,
  files: readonly ModelFile[],
  hashed: readonly ModelFile[] = files,
): Promise<HashMeter> {
  const bar = await progressBar(output);
  const meter = new Meter(bar.update, { requests: services.network.requestCount });
  const bytes = hashed.reduce((sum, { size }) => sum + size, 0);
  meter.enter('hashing', { files: files.length, bytes });
  return {
    onBytes: (bytes) => meter.addBytes(bytes),
    onFile: () => meter.addFiles(),
    stop: bar.stop,
  };
}
