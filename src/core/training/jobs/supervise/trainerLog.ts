import { appendFile } from 'node:fs/promises';
import { followFile, readRest } from '../../../processes/followFile';
import type { LogEvent } from '../../log/events';
import { createLogParser } from '../../log/logParser';
import { createRunSummary, type RunSummary } from '../../verdict/runSummary';

/** What the events of a run are told to, while it runs. */
export interface TrainerLogOptions {
  readonly onEvent?: (event: LogEvent) => void;
  /** The file that events are appended to, one JSON each; none where the log is only read again. */
  readonly events?: string;
  readonly now?: () => number;
}

/** What was read of the output of a trainer. */
export interface TrainerLogRead {
  readonly run: RunSummary;
  /** Where its output ends in the log. */
  readonly to: number;
}

/**
 * Reads the output of one part of a job until it is over.
 * @param from where it begins in the log
 * @param over aborted when the trainer has ended: what it wrote until then is still read
 */
export async function readTrainerLog(
  log: string,
  from: number,
  over: AbortSignal,
  { onEvent, events, now = Date.now }: TrainerLogOptions = {},
): Promise<TrainerLogRead> {
  const run = createRunSummary();
  let lines: string[] = [];
  const parser = createLogParser((event) => {
    run.add(event);
    if (isKept(event)) lines.push(`${JSON.stringify({ time: now(), ...event })}\n`);
    onEvent?.(event);
  });
  const onBytes = async (bytes: Uint8Array): Promise<void> => {
    parser.write(bytes);
    if (events === undefined || lines.length === 0) return;
    const written = lines.join('');
    lines = [];
    await appendFile(events, written);
  };
  const to = await readRest(log, await followFile(log, from, onBytes, over), onBytes);
  parser.end();
  await onBytes(new Uint8Array());
  return { run, to };
}

/** What a view shows again later; bars of loading and caching are only of the moment. */
const isKept = ({ type }: LogEvent) => type !== 'progress';
