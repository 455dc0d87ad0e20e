import { dirname, join } from 'node:path';
import { basename, extname } from 'node:path/win32';
import { sniffPicture } from '../../../media/sniff';
import { stemOf } from '../../modelFile';
import { folderListing, type Siblings } from './siblings';
import { openRegular } from '../../../files/regularFile';

/** Formats that a webview and a hover show. */
const SHOWN = ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.avif'];

/** How many example pictures of a model are looked for. */
const EXAMPLES = 20;

/** What follows a model's name in the names of its pictures, the most telling first. */
const ENDINGS = [
  '.preview',
  '.thumb',
  '',
  ...Array.from({ length: EXAMPLES }, (_, index) => `.example.${index}`),
].flatMap((part) => SHOWN.map((extension) => part + extension));

/** Enough to tell a picture from a video and a web page. */
const START_BYTES = 64;
/** What is no picture, whatever it is called: videos (MP4, WebM) and web pages. */
const NO_PICTURE = /^(?:....ftyp(?!avif|avis|mif1)|\x1a\x45\xdf\xa3|\s*<(?:!doctype|html|\?xml|head|body))/is;

/**
 * The picture beside a model that other tools show for it: one that a sidecar names, else the first by its name that
 * is there and can be shown. Names lie: a file whose content is no known picture is taken only where there is no other.
 * @param listed paths of other tools, of which only the names count
 * @returns its file name
 */
export async function localPicture(
  modelPath: string,
  siblings?: Siblings,
  listed: readonly string[] = [],
): Promise<string | undefined> {
  const folder = dirname(modelPath);
  const beside = siblings ?? (await folderListing()(folder));
  const doubtful: string[] = [];
  for (const name of candidates(modelPath, beside, listed)) {
    const kind = await kindOf(join(folder, name));
    if (kind === 'picture') return name;
    if (kind === 'unknown') doubtful.push(name);
  }
  return doubtful[0];
}

/** Whether a file may be shown as a picture: it is there, called like one, and not known to be something else. */
export async function isShowable(path: string): Promise<boolean> {
  return isPictureName(path) && (await kindOf(path)) !== 'none';
}

function candidates(modelPath: string, siblings: Siblings, listed: readonly string[]): ReadonlySet<string> {
  const model = basename(modelPath);
  const named = listed
    .flatMap(namesIn)
    .flatMap((name) => (isPictureName(name) ? (siblings.of(name)('') ?? []) : []));
  const byName = [stemOf(modelPath), model].map((prefix) => siblings.of(prefix));
  return new Set([...named, ...ENDINGS.flatMap((ending) => byName.flatMap((find) => find(ending) ?? []))]);
}

/** The name at the end of a path, or of a web address with its `%20` and its query. */
function namesIn(path: string): string[] {
  const inAddress = path.replace(/[?#].*$/, '');
  try {
    return [path, inAddress, decodeURIComponent(inAddress)].map((each) => basename(each));
  } catch {
    return [path, inAddress].map((each) => basename(each));
  }
}

function isPictureName(name: string): boolean {
  return SHOWN.includes(extname(name).toLowerCase());
}

async function kindOf(path: string): Promise<'picture' | 'unknown' | 'none'> {
  try {
    const file = await openRegular(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
      const start = buffer.subarray(0, bytesRead);
      if (sniffPicture(start) !== undefined) return 'picture';
      return bytesRead === 0 || NO_PICTURE.test(start.toString('latin1')) ? 'none' : 'unknown';
    } finally {
      await file.close();
    }
  } catch {
    return 'none';
  }
}
