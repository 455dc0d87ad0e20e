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

export interface CellDeps {
  /** A bit of Civitai's `nsfwLevel`, as the user has it now. */
  readonly blurAbove: () => number;
  /** Absolute path of the thumbnail of a picture, where there is one already. */
  readonly thumbnailAt: (cell: CoreCell) => Promise<string | undefined>;
  /** The address of a file for the page. */
  readonly addressOf: (path: string, cell: CoreCell) => string;
}

/** Cells as their page shows them. */
export async function pageCells(cells: readonly CoreCell[], deps: CellDeps): Promise<GalleryCell[]> {
  const found = await Promise.all(
    cells.map(async (cell) => (cell.kind === 'model' ? cell.preview : deps.thumbnailAt(cell))),
  );
  // Only now, so that a page that is told of another level gets no cells behind that which are blurred as before.
  const blurAbove = deps.blurAbove();
  return cells.map((cell, index) => pageCell(cell, found[index], blurAbove, deps.addressOf));
}

function pageCell(
  cell: CoreCell,
  thumbnail: string | undefined,
  blurAbove: number,
  addressIn: CellDeps['addressOf'],
): GalleryCell {
  const addressOf = (path: string) => addressIn(path, cell);
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
