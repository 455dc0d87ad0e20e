import type { GalleryCell } from '../../../core/gallery/engine';
import type { GalleryCommandName, GallerySubject } from '../../../protocol/gallery';
import type { GalleryServices } from '../../platform/services';
import type { GalleryFeature } from '../feature';
import { copyParametersTo } from './copyParametersTo';
import { exportStrippedCopies } from './exportStrippedCopies';
import { insertTexts } from './insertText';
import { openOnCivitai } from './openOnCivitai';
import { chooseExamples, trashPictures } from './trashPictures';
import { exportPromptList, savePromptFiles, sendToPromptFile } from './promptFiles';
import { setAsPreview } from './setAsPreview';

/** Runs a command of the page on the places that it names. Rejects with `Problem`. */
export async function runOnPictures(
  feature: GalleryFeature,
  services: GalleryServices,
  command: GalleryCommandName,
  cells: readonly GalleryCell[],
  subject: GallerySubject,
): Promise<void> {
  const [first] = cells;
  if (!first) return;
  const pictures = cells.filter(({ kind }) => kind !== 'model').map(({ path }) => path);
  const { editor } = feature;
  switch (command) {
    case 'trash':
      return trashPictures(feature, pictures);
    case 'removeExamples':
      return trashPictures(feature, await chooseExamples(feature, services, cells, subject));
    case 'exportPrompts':
      return exportPromptList(feature, pictures);
    case 'savePrompt':
      return savePromptFiles(feature, pictures);
    case 'sendToPromptFile':
      return sendToPromptFile(feature, pictures);
    case 'exportStripped':
      return exportStrippedCopies(feature, pictures);
    case 'copyParametersTo':
      return copyParametersTo(feature, first.path);
    case 'setAsPreview':
      return setAsPreview(feature, services, first);
    case 'insertPrompt':
      return insertTexts(feature, cells);
    case 'openOnCivitai':
      return openOnCivitai(feature, first);
    case 'reveal':
      return editor.reveal(first.path);
    case 'open':
      return editor.open(first.path);
  }
}
