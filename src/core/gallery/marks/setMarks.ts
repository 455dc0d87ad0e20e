import * as l10n from '@vscode/l10n';
import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import pLimit from 'p-limit';
import { withFileLock } from '../../files/lock';
import { recordPath } from '../../images/imageRecord';
import { editJson } from '../../json/jsonDocument';
import { notJson, readJsonFile } from '../../json/jsonFile';
import { problemInfo, toProblem } from '../../problem/toProblem';
import type { ProblemInfo } from '../../problem/problem';
import { replaceFile } from '../../undo/replaceFile';
import type { UndoRecorder } from '../../undo/undoRecorder';

/** What a user says of pictures; what is left out stays as it is. */
export interface MarksChange {
  readonly favourite?: boolean | undefined;
  /** 1 to 5; 0 takes it away. */
  readonly rating?: number | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
}

/** What became of the pictures, by their absolute paths. */
export interface Marked {
  readonly changed: readonly string[];
  /** They had these marks already. */
  readonly unchanged: readonly string[];
  readonly failed: readonly { readonly path: string; readonly problem: ProblemInfo }[];
}

type Members = Readonly<Record<string, unknown>>;

/** A disk syncs several files nearly as fast as one. */
const WRITES_AT_ONCE = 4;
/** More is no tag but a text. */
const LONGEST_TAG = 100;
const MOST_TAGS = 1000;
/**
 * Sets marks of pictures in their records, `<picture>.metadata.json`, whose other bytes stay as they are. A record is made
 * where there is none, and goes when it has no mark any more and nothing else. One that cannot be read is left alone.
 * @param pictures absolute paths
 */
export async function setMarks(
  pictures: readonly string[],
  change: MarksChange,
  undo: Pick<UndoRecorder, 'keep'>,
): Promise<Marked> {
  const changed: string[] = [];
  const unchanged: string[] = [];
  const failed: { path: string; problem: ProblemInfo }[] = [];
  await pLimit(WRITES_AT_ONCE).map([...new Set(pictures)], async (path) => {
    try {
      const isChanged = await withFileLock(recordPath(path), () => setMarksOf(path, change, undo));
      (isChanged ? changed : unchanged).push(path);
    } catch (error) {
      failed.push({ path, problem: problemInfo(toProblem(error, basename(recordPath(path)))) });
    }
  });
  return { changed, unchanged, failed };
}

async function setMarksOf(
  picture: string,
  change: MarksChange,
  undo: Pick<UndoRecorder, 'keep'>,
): Promise<boolean> {
  // A record alone would belong to nothing.
  await stat(picture).catch((error: unknown) => {
    throw toProblem(error, basename(picture));
  });
  const path = recordPath(picture);
  const file = await readJsonFile(path);
  const patch = patchOf(file?.value ?? {}, change, basename(path));
  if (Object.keys(patch).length === 0) return false;
  const before = file && Buffer.from(file.text);
  const next = file ? editJson(file.text, patch) : ownText(patch);
  if (before && isEmpty(next)) {
    await undo.keep(path, before, undefined);
    await rm(path);
    return true;
  }
  if (next === file?.text) return false;
  await replaceFile(path, before, Buffer.from(next), undo);
  return true;
}

/** The keys that change; undefined takes one away. @throws Problem `not_json` where the tags are none of ours */
function patchOf(
  value: Members,
  { favourite, rating, addTags = [], removeTags = [] }: MarksChange,
  name: string,
): Members {
  const patch: Record<string, unknown> = {};
  if (favourite !== undefined && favourite !== (value.favourite === true))
    patch.favourite = favourite ? true : undefined;
  const stars = rating === 0 ? undefined : rating;
  if (rating !== undefined && stars !== value.rating) patch.rating = stars;
  if (addTags.length + removeTags.length > 0) {
    const old = tagsOf(value, name);
    const tags = changedTags(old, addTags, removeTags);
    if (tags.length !== old.length || tags.some((tag, index) => tag !== old[index]))
      patch.tags = tags.length > 0 ? tags : undefined;
  }
  return patch;
}

function tagsOf({ tags }: Members, name: string): readonly string[] {
  if (tags === undefined || tags === null) return [];
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags;
  throw notJson(name, l10n.t('its tags are no list of words'));
}

/** Tags differ by more than their case. Those that are there stay in their order, and as they are written. */
function changedTags(old: readonly string[], add: readonly string[], remove: readonly string[]): string[] {
  const gone = new Set(remove.map(keyOf));
  const kept = old.filter((tag) => !gone.has(keyOf(tag)));
  const known = new Set(kept.map(keyOf));
  const added = add.map(clean).filter((tag) => {
    const isNew = tag !== '' && !known.has(keyOf(tag));
    known.add(keyOf(tag));
    return isNew;
  });
  return [...kept, ...added.slice(0, Math.max(0, MOST_TAGS - kept.length))];
}

const clean = (tag: string): string => Array.from(tag.replace(/[\s\p{Cc}]+/gu, ' ').trim()).slice(0, LONGEST_TAG).join(''); // prettier-ignore
const keyOf = (tag: string): string => clean(tag).normalize('NFKC').toLowerCase();

/** Nothing but marks can have been in it, as in one that was made for them. */
const isEmpty = (text: string): boolean => /^\ufeff?\s*\{\s*\}\s*$/.test(text);

const ownText = (patch: Members): string => `${JSON.stringify(patch, undefined, 2)}\n`;
