import * as l10n from '@vscode/l10n';
import type { GalleryCell as CoreCell } from '../../../core/gallery/engine';
import type { GalleryCell } from '../../../protocol/gallery';

/** Civitai's levels by their bits. */
const LEVELS: Readonly<Record<number, string>> = { 1: 'PG', 2: 'PG-13', 4: 'R', 8: 'X', 16: 'XXX' };
/** No level of Civitai is above. */
const HIGHEST = 16;

/** The level of a picture in words; empty for the user's own pictures, which have none. */
export function levelText({ level, isOwn }: Pick<CoreCell, 'level' | 'isOwn'>): string {
  if (level === undefined) return isOwn ? '' : '?';
  return LEVELS[level] ?? String(level);
}

/** Whether a picture is blurred until the user asks for it. One of Civitai whose level is not known may be anything. */
export function isBlurred({ level, isOwn }: Pick<CoreCell, 'level' | 'isOwn'>, blurAbove: number): boolean {
  return level === undefined ? !isOwn && blurAbove < HIGHEST : level > blurAbove;
}

/**
 * A cell as its page shows it.
 * @param addressOf the address of a file for the page
 * @param thumbnail absolute path, where there is one already
 */
export function pageCell(
  cell: CoreCell,
  {
    blurAbove,
    thumbnail,
    addressOf,
  }: {
    readonly blurAbove: number;
    readonly thumbnail: string | undefined;
    readonly addressOf: (path: string) => string;
  },
): GalleryCell {
  const { path, name, kind, width, height, favourite, rating, copies, problem, isGone, facts = [] } = cell;
  return {
    path,
    name,
    ...(facts.length > 0 && { facts: facts.join(' · ') }),
    kind,
    width,
    height,
    level: levelText(cell),
    blurred: (kind !== 'model' || cell.preview !== undefined) && isBlurred(cell, blurAbove),
    ...(favourite === true && { favourite }),
    ...(rating !== undefined && { rating }),
    ...(copies > 0 && { copies }),
    ...(thumbnail !== undefined && { thumbnail: addressOf(thumbnail) }),
    ...(kind === 'video' && !isGone && { source: addressOf(path) }),
    ...(isGone ? { problem: l10n.t('It is not there any more.') } : problem !== undefined && { problem }),
  };
}
