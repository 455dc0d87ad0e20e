import { closeSync, fstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { readAt } from '../../files/readAt';
import { openRegularSync } from '../../files/regularFile';
import { readHeader } from '../../models/header/read';

/** A state that a training can go on from. */
export interface TrainerState {
  /** Absolute path. */
  readonly folder: string;
  /** Steps of the part of the job that wrote it. */
  readonly step: number;
  readonly epoch: number;
  /** When its last file was written, ms since 1970. */
  readonly modified: number;
}

const FACTS = 'train_state.json';
/** Written in this order; the last one tells that the others are there. */
const ARCHIVES = ['optimizer.bin', 'scheduler.bin', 'random_states_0.pkl'] as const;
const MAX_FACTS_BYTES = 64 * 1024;
/** How torch’s files, which are ZIP archives, begin and how the last of their parts begins. */
const ZIP_START = Buffer.from('PK\x03\x04', 'latin1');
const ZIP_END = Buffer.from('PK\x05\x06', 'latin1');
const ZIP_END_BYTES = 22;

/**
 * The states in an output folder of a trainer that are whole, by their steps. One that the trainer could not finish
 * already has its `train_state.json`, and ends a resumed training long after its start.
 */
export function usableStates(outputFolder: string): TrainerState[] {
  const states = namesIn(outputFolder)
    .filter((name) => name.endsWith('-state'))
    .map((name) => readState(path.join(outputFolder, name)))
    .filter((state) => state !== undefined);
  return states.sort((one, other) => one.step - other.step || one.modified - other.modified);
}

function readState(folder: string): TrainerState | undefined {
  try {
    const facts = JSON.parse(readSmall(path.join(folder, FACTS))) as Record<string, unknown> | null;
    const [step, epoch] = [facts?.current_step, facts?.current_epoch];
    if (!isCount(step) || !isCount(epoch)) return undefined;
    // A header tells how long its file must be.
    readHeader(path.join(folder, 'model.safetensors'));
    if (!ARCHIVES.every((name) => isWholeArchive(path.join(folder, name)))) return undefined;
    const modified = statSync(path.join(folder, ARCHIVES[2])).mtimeMs;
    return { folder, step, epoch, modified };
  } catch {
    return undefined;
  }
}

function isWholeArchive(file: string): boolean {
  return withFile(file, (fd, size) => {
    if (size < ZIP_END_BYTES) return false;
    if (!readAt(fd, 0, 4).equals(ZIP_START)) return false;
    return readAt(fd, size - ZIP_END_BYTES, 4).equals(ZIP_END);
  });
}

function readSmall(file: string): string {
  return withFile(file, (fd, size) => readAt(fd, 0, Math.min(size, MAX_FACTS_BYTES)).toString('utf8'));
}

function withFile<T>(file: string, read: (fd: number, size: number) => T): T {
  const fd = openRegularSync(file);
  try {
    return read(fd, fstatSync(fd).size);
  } finally {
    closeSync(fd);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
