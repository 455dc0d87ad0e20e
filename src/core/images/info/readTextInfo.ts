import { basename } from 'node:path';
import { readRegular } from '../../files/regularFile';
import { decodeUnmarked } from '../../media/text/decodeText';
import { MAX_TEXT_BYTES } from '../../media/text/pictureTexts';
import { toProblem } from '../../problem/toProblem';
import { imageInfo, type ImageInfo } from './imageInfo';
import { infotextReading } from './infotext/infotextReading';
import { parseInfotext } from './infotext/parseInfotext';

/** Reads an infotext of A1111’s form out of a text file. @throws Problem `unreadable` */
export async function readTextInfo(path: string): Promise<ImageInfo> {
  try {
    const bytes = await readRegular(path, MAX_TEXT_BYTES);
    const infotext = parseInfotext(decodeUnmarked(bytes));
    const { prompt, negative } = infotext;
    // A text always has both, if only empty ones.
    return { ...imageInfo([infotextReading(infotext, 'infotext')], []), prompt, negative };
  } catch (error) {
    throw toProblem(error, basename(path));
  }
}
