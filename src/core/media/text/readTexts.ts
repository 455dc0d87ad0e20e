import { FORMAT_BYTES, pictureFormat, type PictureFormat } from '../pictureFormat';
import { readBoxTexts } from './boxTexts';
import type { ByteSource } from './byteSource';
import { readExif } from './exif';
import { readGifTexts } from './gifTexts';
import { readJpegTexts } from './jpegTexts';
import { TextCollector, type PictureText } from './pictureTexts';
import { readPngTexts } from './pngTexts';
import { readWebpTexts } from './webpTexts';

/** What stands in a picture file beside its pixels. */
export interface TextsOfPicture {
  /** Undefined where the bytes are no picture. */
  readonly format: PictureFormat | undefined;
  /** In the order of the file: of two with one key, the later one counts. */
  readonly texts: readonly PictureText[];
  /** Whether a text was left out because of its size. */
  readonly tooLarge: boolean;
}

type Reader = (source: ByteSource, collector: TextCollector) => Promise<void>;

/** A TIFF file is an Exif block itself, whose parts may lie anywhere in it. */
const MAX_TIFF_BYTES = 64 * 2 ** 20;

const readTiffTexts: Reader = async (source, collector) => {
  if (source.size > MAX_TIFF_BYTES) collector.leaveOut();
  else readExif(Buffer.from(await source.read(0, source.size)), collector);
};

const READERS: Partial<Record<PictureFormat, Reader>> = {
  png: readPngTexts,
  jpeg: readJpegTexts,
  webp: readWebpTexts,
  gif: readGifTexts,
  avif: readBoxTexts,
  heic: readBoxTexts,
  jxl: readBoxTexts,
  tiff: readTiffTexts,
};

/** Reads the texts of a picture without decoding its pixels, by its content and not by its name. */
export async function readTexts(source: ByteSource): Promise<TextsOfPicture> {
  const format = pictureFormat(await source.read(0, FORMAT_BYTES));
  const collector = new TextCollector();
  if (format) await READERS[format]?.(source, collector);
  return { format, texts: collector.texts, tooLarge: collector.tooLarge };
}
