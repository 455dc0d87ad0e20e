import * as l10n from '@vscode/l10n';
import { Problem } from '../problem/problem';
import { cursorPages, type Page } from './cursorPages';
import type { CivitaiImage } from './imageSchemas';
import { browsingLevel, nsfwLevelOf, type NsfwLevel } from './nsfwLevel';

/** Which images of Civitai, by the parameters of `GET /api/v1/images`. */
export interface ImageQuery {
  readonly imageId?: number;
  readonly modelId?: number;
  readonly modelVersionId?: number;
  readonly postId?: number;
  readonly username?: string;
  readonly sort?: string;
  readonly period?: string;
  readonly type?: string;
  readonly baseModels?: string;
  readonly tags?: string;
  readonly requiringMeta?: boolean;
  /** Undefined: all levels. */
  readonly levels?: readonly NsfwLevel[];
  /** A cursor of an earlier answer, to go on from there. */
  readonly cursor?: string;
}

/** The most that the API gives at a time. */
const PAGE_SIZE = 200;
/** Any user name that the API takes; others it refuses. */
const USERNAME = /^\w+$/;

/**
 * The path of a page below `/api/v1/`. The generation parameters are asked for, flat, and all levels that are wanted,
 * as the API gives neither unless it is asked.
 * @throws Problem `bad_input` for a user name that there cannot be
 */
export function imagesPath({ levels, username, ...rest }: ImageQuery, limit = PAGE_SIZE): string {
  if (username !== undefined && !USERNAME.test(username)) throw noUser(username);
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries({ ...rest, username }))
    if (value !== undefined) query.set(name, String(value));
  query.set('withMeta', 'true');
  query.set('flatMeta', 'true');
  query.set('browsingLevel', String(browsingLevel(levels)));
  return `images?${query.toString()}`;
}

/**
 * All images of a query, page by page, each once; those of other levels are left out, whatever the API gave.
 * @throws Problem where a page cannot be had; those before it have been given
 */
export async function* listImages(
  ask: (query: ImageQuery) => Promise<Page<CivitaiImage>>,
  query: ImageQuery,
): AsyncGenerator<Page<CivitaiImage>> {
  const { levels } = query;
  const pages = cursorPages(
    (cursor) => ask({ ...query, ...(cursor !== undefined && { cursor }) }),
    ({ id, url }) => id ?? url,
    query.cursor,
  );
  for await (const page of pages)
    yield { ...page, items: page.items.filter((image) => levels?.includes(nsfwLevelOf(image)) ?? true) };
}

const noUser = (name: string) =>
  new Problem(
    'bad_input',
    l10n.t('“{0}” is no user name of Civitai.', name),
    l10n.t('It has letters, digits and underscores only.'),
  );
