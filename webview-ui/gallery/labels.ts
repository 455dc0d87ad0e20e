import * as l10n from '@vscode/l10n';
import type { GalleryCell, GalleryList, GalleryOrder, GalleryView } from '../../src/protocol/gallery';

const NUMBERS = new Intl.NumberFormat('en');

export function numberText(value: number): string {
  return NUMBERS.format(value);
}

/** How many are shown: `312 of 50,000 pictures`. */
export function countsText({ found, all, view }: GalleryList): string {
  const [some, every] = [numberText(found), numberText(all)];
  if (view.show === 'models') {
    if (found !== all) return l10n.t('{0} of {1} models', some, every);
    return all === 1 ? l10n.t('1 model') : l10n.t('{0} models', every);
  }
  if (found !== all) return l10n.t('{0} of {1} pictures', some, every);
  return all === 1 ? l10n.t('1 picture') : l10n.t('{0} pictures', every);
}

/** What an empty list says in place of pictures. */
export function emptyText({ all, view }: GalleryList): string {
  if (all > 0 && view.filter !== '') return l10n.t('Nothing matches this search.');
  return view.show === 'models' ? l10n.t('There are no models here.') : l10n.t('There are no pictures here.');
}

export function orderText(order: GalleryOrder): string {
  switch (order) {
    case 'newest':
      return l10n.t('Newest');
    case 'oldest':
      return l10n.t('Oldest');
    case 'name':
      return l10n.t('Name');
    case 'baseModel':
      return l10n.t('Base model');
    case 'mostUsed':
      return l10n.t('Most used');
    case 'random':
      return l10n.t('Random');
  }
}

export function groupText(group: GalleryView['group']): string {
  switch (group) {
    case 'none':
      return l10n.t('No groups');
    case 'model':
      return l10n.t('By model');
    case 'folder':
      return l10n.t('By folder');
  }
}

/** What a screen reader says of a cell: its name first, then what its badges tell. */
export function cellText(cell: GalleryCell, isRevealed: boolean): string {
  const parts = [
    cell.name,
    cell.kind === 'video' ? l10n.t('video') : cell.kind === 'model' ? l10n.t('model') : undefined,
    cell.facts,
    levelText(cell.level),
    cell.blurred && !isRevealed ? l10n.t('blurred') : undefined,
    cell.favourite ? l10n.t('favourite') : undefined,
    cell.rating ? ratingText(cell.rating) : undefined,
    cell.copies ? copiesText(cell.copies) : undefined,
    cell.problem,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** The user's own pictures have no level. */
function levelText(level: string): string | undefined {
  if (level === '') return undefined;
  return level === '?' ? l10n.t('NSFW level unknown') : l10n.t('level {0}', level);
}

export function ratingText(rating: number): string {
  return rating === 1 ? l10n.t('1 star') : l10n.t('{0} stars', rating);
}

export function copiesText(copies: number): string {
  return copies === 1 ? l10n.t('1 copy elsewhere') : l10n.t('{0} copies elsewhere', numberText(copies));
}

export function selectedText(count: number): string {
  return count === 0 ? '' : l10n.t('{0} selected', numberText(count));
}

export function indexingText({ done, of }: { readonly done: number; readonly of: number }): string {
  return l10n.t('Reading pictures: {0} of {1}', numberText(done), numberText(of));
}
