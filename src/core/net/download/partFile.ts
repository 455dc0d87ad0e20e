import { rm, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicWrite';
import { readJsonFile } from '../../json/jsonFile';

/** What is known of a download that has begun, to go on with it another day. It holds no address: those are signed. */
const NOTES = v.object({
  /** What is downloaded, in words of the caller. */
  key: v.string(),
  etag: v.optional(v.string()),
  lastModified: v.optional(v.string()),
  /** Bytes in all. */
  length: v.optional(v.number()),
});
export type PartNotes = v.InferOutput<typeof NOTES>;

/** The file that a download is written to, until it is whole and checked. */
export const partPath = (target: string): string => `${target}.part`;
const notesPath = (target: string): string => `${target}.part.json`;

/** What a server has to confirm before more bytes of it may be put behind those that are there; undefined: nothing can. */
export const validatorOf = ({ etag, lastModified }: PartNotes): string | undefined =>
  // A weak one names several files that only mean the same.
  etag !== undefined && !etag.startsWith('W/') ? etag : lastModified;

export const writeNotes = (target: string, notes: PartNotes): Promise<void> =>
  writeFileAtomic(notesPath(target), `${JSON.stringify(notes)}\n`);

/** How much of a download is there, with what is known of it; undefined where nothing of it can be used. */
export async function readPart(
  target: string,
  key: string,
): Promise<{ readonly bytes: number; readonly notes: PartNotes } | undefined> {
  const read = await readJsonFile(notesPath(target)).catch(() => undefined);
  const notes = v.safeParse(NOTES, read?.value);
  const found = await stat(partPath(target)).catch(() => undefined);
  if (!notes.success || !found?.isFile()) return undefined;
  const isSame = notes.output.key === key && validatorOf(notes.output) !== undefined;
  const fits = notes.output.length === undefined || found.size <= notes.output.length;
  return isSame && fits ? { bytes: found.size, notes: notes.output } : undefined;
}

/** Nothing is known any more of a download that is whole, or has to begin again. */
export const removeNotes = (target: string): Promise<void> => rm(notesPath(target), { force: true });
