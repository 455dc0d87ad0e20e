import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { parseUsername } from '../../../core/civitai/reference';
import {
  distinctCreators,
  LIST_FILE,
  MOST_LIST_BYTES,
  parseCreatorList,
} from '../../../core/downloads/creators/creatorAddress';
import { readRegular } from '../../../core/files/regularFile';
import { Problem } from '../../../core/problem/problem';
import { toProblem } from '../../../core/problem/toProblem';

/** A creator whose models are wanted. */
export interface Source {
  /** As it was given. */
  readonly text: string;
  /** The line of a list: `list.txt:3`. */
  readonly where?: string;
  /** Undefined for what names no user. */
  readonly username: string | undefined;
}

/**
 * The creators that a call means: by addresses and names, or by lists of them; `-` is a list from standard input.
 * One that is named twice comes once.
 * @throws Problem of a list that cannot be read, or names no user
 */
export async function readSources(given: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const text of given.length > 0 ? given : [LIST_FILE]) {
    const username = parseUsername(text);
    sources.push(...(username === undefined ? await readList(text) : [{ text, username }]));
  }
  return distinctCreators(sources);
}

async function readList(path: string): Promise<Source[]> {
  const name = path === '-' ? 'standard input' : basename(path);
  const bytes = path === '-' ? await standardInput() : await readFile(path, name);
  const lines = parseCreatorList(bytes.toString('utf8'));
  if (lines.length === 0)
    throw new Problem(
      'bad_input',
      l10n.t('{0} names no user.', name),
      l10n.t('Put one address a line into it: {0}', 'https://civitai.com/user/NAME/models'),
    );
  return lines.map(({ line, text }) => ({ text, where: `${name}:${line}`, username: parseUsername(text) }));
}

async function readFile(path: string, name: string): Promise<Buffer> {
  try {
    return await readRegular(path, MOST_LIST_BYTES);
  } catch (error) {
    const { code, message } = toProblem(error, name);
    throw new Problem(
      code,
      message,
      l10n.t('Name a user of Civitai, the address of one, or a list of addresses.'),
      {
        cause: error,
      },
    );
  }
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_LIST_BYTES)
      throw new Problem(
        'bad_input',
        l10n.t('Standard input is longer than a list can be.'),
        l10n.t('Give one address a line.'),
      );
  }
  return Buffer.concat(chunks);
}
