import type { CivitaiImage } from '../civitai/imageSchemas';
import type { ProblemInfo } from '../problem/problem';
import type { ImageModel } from './imageRecord';

/** How far an image is. A skipped one is there already. */
export type ImageState = 'pending' | 'downloading' | 'completed' | 'failed' | 'canceled' | 'skipped';

/** One image of a batch. */
export interface ImageTask {
  /** Its id on Civitai, or its UUID where it has none. */
  readonly id: string;
  readonly image: CivitaiImage;
  readonly model: ImageModel;
  readonly state: ImageState;
  /** 0…1 */
  readonly progress: number;
  /** Where it is, absolute: also where it was before. */
  readonly imagePath?: string;
  /** Where its metadata was written, absolute. */
  readonly metadataPath?: string;
  readonly error?: ProblemInfo;
  /** What could not be done with an image that is there, such as metadata that its file cannot hold. */
  readonly notes: readonly string[];
}
