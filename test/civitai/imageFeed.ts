import { JPEG } from './pictures';

/** An image of the image API. What is absent gets a plausible value. */
export interface FeedImage {
  readonly id: number;
  /** What the server sends; its JPEG where absent. */
  readonly bytes?: Uint8Array;
  readonly url?: string;
  readonly modelId?: number;
  readonly versionIds?: readonly number[];
  readonly username?: string;
  readonly postId?: number;
  /** The bits of its level; 0 for one that is unrated. */
  readonly level?: number;
  readonly type?: 'image' | 'video';
  readonly meta?: unknown;
  readonly createdAt?: string;
}

const WORDS: readonly (readonly [bits: number, word: string])[] = [
  [32, 'Blocked'],
  [24, 'X'],
  [4, 'Mature'],
  [2, 'Soft'],
];

/** The images that the loopback Civitai lists, newest first, by cursor. */
export class ImageFeed {
  private readonly images: FeedImage[] = [];

  constructor(private readonly origin: string) {}

  add(...images: readonly FeedImage[]): void {
    this.images.push(...images);
  }

  remove(id: number): void {
    this.images.splice(0, Infinity, ...this.images.filter((image) => image.id !== id));
  }

  /** The bytes at an address of an image; undefined where it is none of these. */
  bytes(path: string): Uint8Array | undefined {
    const id = /\/original=true\/(\d+)\.\w+$/.exec(path)?.[1];
    const image = this.images.find((each) => String(each.id) === id);
    return image && (image.bytes ?? JPEG);
  }

  /** What `GET /api/v1/images` answers. */
  page(query: URLSearchParams): { readonly items: unknown[]; readonly metadata: Record<string, string> } {
    const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
    const [imageId, modelId, versionId, postId] = ['imageId', 'modelId', 'modelVersionId', 'postId'].map(
      number,
    );
    const levels = number('browsingLevel') ?? 1;
    const found = this.images.filter(
      (image) =>
        (imageId === undefined || image.id === imageId) &&
        (modelId === undefined || image.modelId === modelId) &&
        (versionId === undefined || image.versionIds?.includes(versionId) === true) &&
        (postId === undefined || (image.postId ?? 1) === postId) &&
        (!query.has('username') || image.username === query.get('username')) &&
        // One that is unrated is given to those who ask for everything.
        (levels === 31 || ((image.level ?? 1) & levels) !== 0),
    );
    const limit = Math.min(number('limit') ?? 100, 200);
    const start = Number(query.get('cursor')?.split('|')[0] ?? 0);
    const items = found.slice(start, start + limit).map((image) => this.item(image, query));
    const isMore = start + limit < found.length;
    return { items, metadata: isMore ? { nextCursor: `${start + limit}|x` } : {} };
  }

  private item(image: FeedImage, query: URLSearchParams): unknown {
    const level = image.level ?? 1;
    const { id, meta = null } = image;
    // Without being asked for it, the parameters are left out; not asked to be flat, they are one level deeper.
    const shown =
      query.get('withMeta') !== 'true' ? null : query.get('flatMeta') === 'true' ? meta : { id, meta };
    return {
      id,
      url: image.url ?? `${this.origin}/images/${uuidOf(id)}/original=true/${id}.jpeg`,
      hash: 'UBLURHASH',
      width: 32,
      height: 32,
      type: image.type ?? 'image',
      nsfwLevel: WORDS.find(([bits]) => (bits & level) !== 0)?.[1] ?? 'None',
      browsingLevel: level,
      createdAt: image.createdAt ?? '2026-01-02T03:04:05.000Z',
      postId: image.postId ?? 1,
      username: image.username ?? 'somebody',
      meta: shown,
      baseModel: 'SDXL 1.0',
      modelVersionIds: image.versionIds ?? [],
    };
  }
}

/** The mark of an image in its address. */
export const uuidOf = (id: number): string => `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
