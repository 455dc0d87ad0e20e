import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicWrite';
import { renameNew } from '../../files/renameNew';
import { readJsonFile } from '../../json/jsonFile';
import { Problem } from '../../problem/problem';
import { wrongBefore } from './failures';
import { ownSize, partPath } from './partFile';
import type { FileRequest } from './request';

/** What came, and was not what was asked for, so that it is not asked for again and again. */
const ASIDE = v.object({
  key: v.string(),
  /** The SHA-256 that it should have had. */
  wanted: v.optional(v.string()),
});

const notesPath = (target: string): string => `${target}.wrong.json`;
/** More files of one name are not kept aside. */
const MOST_ASIDE = 100;

/**
 * Keeps a wrong file beside its place, to be looked at; earlier ones stay.
 * @returns what it is called there
 */
export async function keepAside({ target, key, sha256 }: FileRequest): Promise<string> {
  const notes: v.InferOutput<typeof ASIDE> = { key, ...(sha256 !== undefined && { wanted: sha256 }) };
  await writeFileAtomic(notesPath(target), `${JSON.stringify(notes)}\n`);
  for (let count = 1; ; count++) {
    const path = count === 1 ? `${target}.wrong` : `${target}.wrong-${count}`;
    try {
      await renameNew(partPath(target), path);
      return basename(path);
    } catch (error) {
      const isTaken = error instanceof Problem && error.code === 'changed_meanwhile';
      if (!isTaken || count === MOST_ASIDE) throw error;
    }
  }
}

/**
 * Refuses what was wrong when it was asked for before. Once another hash is expected, it is another question.
 * @throws Problem `corrupted`, or `unsafe_name` where what is known of it is a link
 */
export async function requireNotWrongBefore({ target, key, sha256 }: FileRequest): Promise<void> {
  if ((await ownSize(notesPath(target))) === undefined) return;
  const read = await readJsonFile(notesPath(target)).catch(() => undefined);
  const notes = v.safeParse(ASIDE, read?.value);
  if (notes.success && notes.output.key === key && notes.output.wanted === sha256)
    throw wrongBefore(basename(target));
}

/** The right file has come. */
export const forgetWrong = (target: string): Promise<void> => rm(notesPath(target), { force: true });
