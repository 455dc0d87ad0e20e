import type { Log } from '../../core/log';
import type { ImageSettings } from '../../core/images/imageSettings';
import type { ModelChanges } from '../../core/models/changes/modelChanges';
import type { PromptRules } from '../../core/prompts/rewrite/rules';
import type { GallerySubject } from '../../protocol/gallery';
import type { PickDeps } from '../models/commands/pickModels';
import type { ModelsFeature } from '../models/feature';
import type { GalleryServices, ModelServices } from '../platform/services';
import type { GalleryLibrary } from './galleryLibrary';
import type { OutsideFolders } from './outsideFolders';

/** What galleries and their commands work with. */
export interface GalleryFeature extends PickDeps, Pick<ModelsFeature, 'problems' | 'jobs'> {
  readonly log: Log;
  readonly library: GalleryLibrary;
  /** Watches folders for a page that need not be open nor of the library. */
  readonly outside: Pick<OutsideFolders, 'show'>;
  readonly services: () => Promise<GalleryServices>;
  readonly changes: () => Promise<ModelChanges>;
  readonly modelServices: () => Promise<ModelServices>;
  readonly details: { show(path: string): unknown };
  /** Opens a gallery, or brings the one to the front that shows the same. */
  readonly show: (subject: GallerySubject) => void;
  readonly settings: {
    /** Undefined where nothing tells in which folder images go. */
    readonly images: () => ImageSettings | undefined;
    /** A bit of Civitai's `nsfwLevel`: pictures of a higher one are blurred. */
    readonly blurAbove: () => number;
    /** Called when that is another one. @returns what ends it */
    readonly onBlurAbove: (listener: () => void) => () => void;
    /** By what prompts in a folder are made. @param folder absolute */
    readonly rules: (folder: string) => Promise<PromptRules>;
  };
  readonly dateText: (iso: string) => string;
  readonly editor: GalleryEditor;
}

/** What galleries do with the editor around them. */
export interface GalleryEditor {
  /** What a file or folder is called where users see it: relative to what is open. */
  readonly pathText: (path: string) => string;
  /** Opens a file in an editor. */
  readonly open: (path: string) => Promise<void>;
  /** Shows a file in the file manager, or in the Explorer where the files are on another machine. */
  readonly reveal: (path: string) => Promise<void>;
  /** Opens a page of Civitai: the path of its address. */
  readonly openPage: (path: string) => Promise<void>;
  /** Writes a text at the cursor of the text editor that was used last. @returns whether there is one */
  readonly insert: (text: string) => Promise<boolean>;
  /** Asks to download a version from Civitai. */
  readonly download: (versionId: number) => Promise<void>;
}
