import * as l10n from '@vscode/l10n';
import type { CivitaiClient } from '../../civitai/client';
import { cursorPages } from '../../civitai/cursorPages';
import type { CivitaiModel } from '../../civitai/schemas';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';

/** The models of a creator, as far as Civitai lists them. */
export interface CreatorModels {
  readonly models: readonly CivitaiModel[];
  /** How many the profile says there are; undefined where it does not tell. */
  readonly profileCount: number | undefined;
  /** Why the list ended early; what came before is in it. */
  readonly problem?: Problem;
}

/**
 * All models of a creator, page by page.
 * @param client asked at each request, since a setting may replace it
 * @throws Problem of the first page; `not_found` where there are none
 */
export async function listCreator(
  client: () => Pick<CivitaiClient, 'modelsOf' | 'modelCount'>,
  username: string,
  signal: AbortSignal | undefined,
): Promise<CreatorModels> {
  const models: CivitaiModel[] = [];
  const pages = cursorPages(
    (cursor) => client().modelsOf(username, cursor, signal),
    ({ id }) => id,
  );
  let problem: Problem | undefined;
  try {
    for await (const { items } of pages) models.push(...items);
  } catch (error) {
    problem = toProblem(error, username);
    if (models.length === 0 || signal?.aborted) throw problem;
  }
  // It is only said: what is listed is downloaded without it, too.
  const profileCount = await client()
    .modelCount(username, signal)
    .catch(() => undefined);
  if (models.length === 0 && (profileCount ?? 0) === 0) throw noModels(username);
  return { models, profileCount, ...(problem && { problem }) };
}

const noModels = (username: string) =>
  new Problem(
    'not_found',
    l10n.t('Civitai lists no models of “{0}”.', username),
    l10n.t('Check the name or the address.'),
  );
