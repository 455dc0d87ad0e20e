import { isAbsolute, relative, sep } from 'node:path';
import { IS_PATH_FIELD } from '../compare/pathFields';
import type { TextRange } from '../job/toml';
import { readJobTraining } from '../jobs/prepare/readJobTraining';
import type { Job } from '../jobs/job';

/** A path that does not depend on where its file lies: of a home, a variable, a drive. */
const IS_WHOLE = /^(?:[~$%/\\]|[a-z]:[\\/])/i;

export interface AgainOptions {
  /** Where the new training file will lie, absolute. */
  readonly folder: string;
  /** The short names of base models as they are now. */
  readonly baseModels: Readonly<Record<string, string>>;
}

/**
 * A training file that trains a job again: the frozen text, its comments and all, where only relative paths are changed
 * so that they lead from the new folder to what they led to.
 * @throws Problem where the frozen text cannot be read any more
 */
export function againFromJob(
  job: Pick<Job, 'source' | 'settings'>,
  text: string,
  { folder, baseModels }: AgainOptions,
): string {
  const { document, toPath } = readJobTraining(job, text);
  const changes: { readonly range: TextRange; readonly text: string }[] = [];
  for (const [path, place] of document.places) {
    const written = IS_PATH_FIELD.test(path) ? valueAt(document.value, path) : undefined;
    if (typeof written !== 'string' || written.trim() === '') continue;
    const meant = toPath(written);
    const isShort = Object.hasOwn(job.settings.baseModels, written);
    if (isShort ? baseModels[written] === job.settings.baseModels[written] : IS_WHOLE.test(written)) continue;
    if (!isShort && folder === job.source.folder) continue;
    const wanted = isShort ? meant : fromFolder(folder, meant);
    if (wanted !== written.replace(/^\.\//, ''))
      changes.push({ range: place.value, text: JSON.stringify(wanted) });
  }
  return withChanges(text, changes);
}

/** A path inside of the folder is written relative to it, any other as it is. */
function fromFolder(folder: string, path: string): string {
  const way = relative(folder, path);
  if (way === '') return '.';
  return way.startsWith('..') || isAbsolute(way) ? path : way.split(sep).join('/');
}

function valueAt(value: unknown, path: string): unknown {
  let inner = value;
  for (const step of path.split('.'))
    inner =
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Record<string, unknown>)[step]
        : undefined;
  return inner;
}

function withChanges(
  text: string,
  changes: readonly { readonly range: TextRange; readonly text: string }[],
): string {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const offset = ({ line, column }: TextRange['start']) => (starts[line] ?? text.length) + column;
  return changes
    .map((change) => ({ ...change, from: offset(change.range.start), to: offset(change.range.end) }))
    .sort((one, other) => other.from - one.from)
    .reduce(
      (result, { from, to, text: replaced }) => result.slice(0, from) + replaced + result.slice(to),
      text,
    );
}
