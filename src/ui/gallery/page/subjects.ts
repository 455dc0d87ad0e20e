import * as l10n from '@vscode/l10n';
import { basename, dirname } from 'node:path';
import { withoutNested } from '../../../core/files/expandPath';
import { modelName } from '../../../core/models/view/modelText';
import type { GallerySubject, GalleryView } from '../../../protocol/gallery';
import type { ModelLibrary } from '../../models/library/modelLibrary';

/** What the user calls the subject of a gallery. */
export function subjectTitle(subject: GallerySubject, models: Pick<ModelLibrary, 'entry'>): string {
  switch (subject.kind) {
    case 'library':
      return l10n.t('Library');
    case 'modelFolder':
      return basename(subject.path);
    case 'creator':
      return subject.name;
    case 'models':
    case 'pictures': {
      const [first = ''] = subject.paths;
      const entry = subject.kind === 'models' ? models.entry(first) : undefined;
      const name = entry ? modelName(entry) : basename(first);
      return subject.paths.length === 1 ? name : l10n.t('{0} and {1} more', name, subject.paths.length - 1);
    }
  }
}

/** How a gallery looks at first: many models as cards, else pictures. */
export function usualView({ kind }: GallerySubject): GalleryView {
  const isOfModels = kind === 'library' || kind === 'modelFolder';
  return {
    show: isOfModels ? 'models' : 'pictures',
    filter: '',
    order: isOfModels ? 'name' : 'newest',
    group: 'none',
    seed: 1,
  };
}

/**
 * The folders that a page may read, absolute: no wider than what it shows.
 * @param roots the folders with models and with example images
 * @param images the folders with example images
 */
export function readFolders(
  subject: GallerySubject,
  roots: readonly string[],
  images: readonly string[],
): readonly string[] {
  switch (subject.kind) {
    case 'pictures':
      return withoutNested(subject.paths);
    case 'models':
      return withoutNested([...subject.paths.map((path) => dirname(path)), ...images]);
    case 'modelFolder':
      return withoutNested([subject.path, ...images]);
    case 'library':
    case 'creator':
      return roots;
  }
}

/** Tells galleries apart. */
export const subjectKey = (subject: GallerySubject): string => JSON.stringify(subject);
