import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import pLimit from 'p-limit';
import { thumbnailPath } from '../../images/thumbnail';
import type { PictureCache } from '../../media/pictureCache';
import type { Pictures } from '../../media/pictures';
import { SmallPictures, type SmallPicture } from '../../media/smallPictures';
import { Problem } from '../../problem/problem';
import type { GalleryPicture } from '../picture';

/** Pixels of a thumbnail: sharp in a cell of 200 on a display with two pixels to each. */
const BOX = { width: 400, height: 400 };
/** Reading one and drawing another go on at the same time. */
const AT_ONCE = 3;
/** More at a time would not be faster. */
const STATS_AT_ONCE = 16;
/** What all thumbnails of galleries may take: those of some 50,000 pictures. */
export const THUMBNAIL_BOUNDS = { files: 60_000, bytes: 1.5 * 2 ** 30 };

/** What is asked of a picture to have its thumbnail. */
export type ThumbnailOf = Pick<GalleryPicture, 'path' | 'size' | 'mtimeMs' | 'kind'>;

/** Told of a gallery's thumbnails, each by the path of its picture. */
export interface ThumbnailListener {
  /** @param thumbnail absolute path */
  readonly onMade: (picture: string, thumbnail: string) => void;
  /** There is none to be had. */
  readonly onFailed: (picture: string, problem: Problem) => void;
}

/**
 * The thumbnails of one gallery. Those that were made when a picture was downloaded are used while they are newer than it;
 * others are made into a cache that all galleries share. A video has its poster, or none.
 */
export class Thumbnails {
  private readonly small: SmallPictures;
  private asked = 0;

  /** @param deps.pictures asked for when the first one is made */
  constructor(
    private readonly deps: {
      readonly cache: PictureCache;
      readonly pictures: () => Promise<Pick<Pictures, 'small'>>;
    },
  ) {
    this.small = new SmallPictures(deps.cache, deps.pictures, { box: BOX, atOnce: AT_ONCE });
  }

  /** Where the thumbnail of a picture is, absolute; undefined where it is still to be made, or there is none. */
  async at(picture: ThumbnailOf): Promise<string | undefined> {
    return (await freshBeside(picture)) ?? this.deps.cache.of(nameOf(picture));
  }

  /**
   * Makes the thumbnails of what is near to what is in sight, the first one first; what was wanted before is dropped.
   * Each is told, also those that are there already.
   */
  near(pictures: readonly ThumbnailOf[], listener: ThumbnailListener, signal: AbortSignal): void {
    const turn = ++this.asked;
    void this.look(pictures, listener, signal, () => turn === this.asked);
  }

  private async look(
    pictures: readonly ThumbnailOf[],
    { onMade, onFailed }: ThumbnailListener,
    signal: AbortSignal,
    isLast: () => boolean,
  ): Promise<void> {
    const found = await pLimit(STATS_AT_ONCE).map(pictures, async (picture) =>
      signal.aborted || !isLast() ? undefined : { picture, thumbnail: await this.at(picture) },
    );
    // What has scrolled away meanwhile is not wanted any more.
    if (signal.aborted || !isLast()) return;
    const wanted: SmallPicture[] = [];
    for (const each of found) {
      if (!each) continue;
      const { picture, thumbnail } = each;
      if (thumbnail !== undefined) onMade(picture.path, thumbnail);
      else if (picture.kind === 'video') onFailed(picture.path, withoutPoster(picture.path));
      else wanted.push({ name: nameOf(picture), path: picture.path });
    }
    this.small.make(wanted, {
      onMade: (made) => {
        const thumbnail = this.small.of(made);
        if (thumbnail !== undefined) onMade(made.path, thumbnail);
      },
      onFailed: ({ path }, problem) => onFailed(path, problem),
      signal,
      alone: true,
      // Another gallery may have made it since.
      tellAll: true,
    });
  }
}

/** The thumbnail or poster that lies beside a picture, where it was not changed after that was made. */
async function freshBeside({ path, mtimeMs }: ThumbnailOf): Promise<string | undefined> {
  const beside = thumbnailPath(path);
  const found = await stat(beside).catch(() => undefined);
  return found?.isFile() && found.size > 0 && found.mtimeMs >= mtimeMs ? beside : undefined;
}

/** The name tells nothing of the picture, since pages and logs may show it. */
const nameOf = ({ path, size, mtimeMs }: ThumbnailOf): string =>
  `${createHash('sha256').update([path, size, mtimeMs].join('\0')).digest('hex').slice(0, 40)}.jpg`;

const withoutPoster = (path: string) =>
  new Problem(
    'missing',
    l10n.t('{0} has no still picture.', basename(path)),
    l10n.t('Play it to see it: nothing here decodes videos.'),
  );
