import { sameUser } from '../userFolder';

/** A list that is longer is no list of creators. */
const MOST_LINES = 10_000;
/** Bytes that the file of a list has at most. */
export const MOST_LIST_BYTES = 2 ** 20;
/** The list that is read where none is named (S3-02). */
export const LIST_FILE = 'get_all_models_urls.txt';

/** A line of a list that names a user, or should. */
export interface CreatorLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The lines of a list of addresses (S3-02): one a line; blank ones and what stands behind `#` are left out (S3-03). */
export function parseCreatorList(text: string): CreatorLine[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/, MOST_LINES)
    .map((line, index) => ({ line: index + 1, text: line.replace(/(^|\s)#.*$/, '').trim() }))
    .filter((line) => line.text !== '');
}

/** Creators without those that were named before, in whatever case. What names no user stays, to be told. */
export function distinctCreators<Named extends { readonly username: string | undefined }>(
  all: readonly Named[],
): Named[] {
  const isSame = ({ username: one }: Named, { username: other }: Named) =>
    one !== undefined && other !== undefined && sameUser(one, other);
  return all.filter((each, index) => !all.slice(0, index).some((before) => isSame(before, each)));
}
