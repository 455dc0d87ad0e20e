import { lstat, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/atomicWrite';
import { readJsonFile } from '../../json/jsonFile';
import { errnoOf } from '../../problem/toProblem';
import { notOurs } from './failures';

/** What is known of a download that has begun, to go on with it another day. It holds no address: those are signed. */
const NOTES = v.object({
  /** What is downloaded, in words of the caller. */
  key: v.string(),
  etag: v.optional(v.string()),
  lastModified: v.optional(v.string()),
  /** Bytes in all. */
  length: v.optional(v.number()),
  /** The SHA-256 of a whole file that came before, and was wrong: this is the second try. */
  wrong: v.optional(v.string()),
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

/**
 * What is known of a download, and how many of its bytes can be kept; undefined where it has not begun.
 * @throws Problem `unsafe_name` where the part, or what is known of it, is a link: another file would be written
 */
export async function readPart(
  target: string,
  key: string,
): Promise<{ readonly bytes: number; readonly notes: PartNotes } | undefined> {
  const size = await ownSize(partPath(target));
  if ((await ownSize(notesPath(target))) === undefined) return undefined;
  const read = await readJsonFile(notesPath(target)).catch(() => undefined);
  const notes = v.safeParse(NOTES, read?.value);
  if (!notes.success || notes.output.key !== key) return undefined;
  const { length } = notes.output;
  const isUsable = length === undefined || (size ?? 0) <= length;
  const isSame = validatorOf(notes.output) !== undefined;
  return { bytes: isUsable && isSame ? (size ?? 0) : 0, notes: notes.output };
}

/** Nothing is known any more of a download that is whole, or has to begin again. */
export const removeNotes = (target: string): Promise<void> => rm(notesPath(target), { force: true });

/**
 * Takes away what is left of a download whose file has its name, where its process was killed right then: a part that is
 * another name of the file, and what is known of it.
 * @param file its name, where that is another one than it was downloaded for
 */
export async function clearLeftovers(target: string, file = target): Promise<void> {
  const [found, part] = await Promise.all(
    [file, partPath(target)].map((path) => lstat(path, { bigint: true }).catch(() => undefined)),
  );
  const isTwin = found && part?.isFile() && found.ino === part.ino && found.dev === part.dev;
  if (isTwin) await rm(partPath(target), { force: true });
  if (isTwin || !part) await removeNotes(target);
}

/** Bytes of a file that was written here; undefined where there is none. @throws Problem `unsafe_name` */
export async function ownSize(path: string): Promise<number | undefined> {
  const found = await lstat(path).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return undefined;
  if (!found.isFile()) throw notOurs(basename(path));
  if (found.nlink === 1) return found.size;
  // A file that has other names would be changed under them, too.
  await rm(path);
  return undefined;
}
