import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isInside } from '../../files/expandPath';
import type { WalkedFolder } from '../../files/walk';

// A pipeline of diffusers is a folder whose weights lie in folders of their own: none of these is a model by itself.

/** What makes a folder a pipeline of diffusers. */
const PIPELINE_FILE = 'model_index.json';
/** What each part has beside its weights. */
const PART_FILE = 'config.json';
/** Folders of parts whose `config.json` has not come yet. */
const PART_NAME =
  /^(?:(?:unet|vae|vqvae|movq|transformer|text_encoder|tokenizer|text_model|image_encoder|controlnet|prior|decoder|bert)(?:_\w+)?|safety_checker|scheduler|feature_extractor)$/;

/** Tells the parts of pipelines among the folders of one walk, which gives a folder before those in it. */
export class PipelineParts {
  private readonly pipelines = new Set<string>();
  private readonly parts = new Set<string>();

  /** Whether a folder is a part of a pipeline, or lies in one. Asked once for each folder, in the order of the walk. */
  includes({ relative, files }: Pick<WalkedFolder, 'relative' | 'files'>): boolean {
    const above = relative.slice(0, relative.lastIndexOf('/', relative.length - 2) + 1);
    const isBelow = relative !== '';
    const isPart =
      isBelow &&
      (this.parts.has(above) ||
        (this.pipelines.has(above) &&
          isNamedPart(relative.slice(above.length, -1), files.includes(PART_FILE))));
    if (isPart) this.parts.add(relative);
    else if (files.includes(PIPELINE_FILE)) this.pipelines.add(relative);
    return isPart;
  }
}

/** Whether a folder is, or lies in, a part of a pipeline below a root. Absolute paths; reads folders. */
export function isInPipelinePart(folder: string, root: string): boolean {
  if (folder === root || !isInside(folder, root)) return false;
  const above = dirname(folder);
  return (
    (existsSync(join(above, PIPELINE_FILE)) &&
      isNamedPart(basename(folder), existsSync(join(folder, PART_FILE)))) ||
    isInPipelinePart(above, root)
  );
}

const isNamedPart = (name: string, hasPartFile: boolean): boolean => hasPartFile || PART_NAME.test(name);
