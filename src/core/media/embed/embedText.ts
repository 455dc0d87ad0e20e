import * as l10n from '@vscode/l10n';
import { Problem } from '../../problem/problem';
import { pictureFormat, type PictureFormat } from '../pictureFormat';
import { doesNotFit, type Embed, type Embedding, type EmbedOptions } from './embedding';
import { embedInJpeg } from './jpeg';
import { embedInPng } from './png';
import { embedInWebp } from './webp';

/** Who writes a text into pictures of each format; an infotext is read from no other. */
const EMBEDDERS: Partial<Record<PictureFormat, Embed>> = {
  png: embedInPng,
  jpeg: embedInJpeg,
  webp: embedInWebp,
};

/** NUL ends a text for most readers, half a surrogate pair is no text, and U+FFFE looks like a byte order mark. */
const NOT_HELD = /[\0\ufffe\p{Surrogate}]/u;

/**
 * Writes an infotext into the bytes of a picture where A1111 does: the `parameters` of PNG, the Exif UserComment of
 * JPEG and WebP. Its format is that of its bytes. What shows stays bit for bit, and so does everything else in the
 * file; a text that stands there is replaced.
 * @throws Problem `bad_input` for what is no picture, `unreadable` for one that is broken or cut off
 */
export function embedText(picture: Buffer, text: string, options: EmbedOptions = {}): Embedding {
  const format = pictureFormat(picture);
  if (format === undefined) {
    throw new Problem(
      'bad_input',
      l10n.t('It is no picture.'),
      l10n.t('Infotexts go into PNG, JPEG and WebP.'),
    );
  }
  const embed = EMBEDDERS[format];
  if (!embed) return doesNotFit('format');
  if (NOT_HELD.test(text)) return doesNotFit('characters');
  const result = embed(picture, text, options);
  if (result.kind === 'embedded' || result.reason !== 'otherData') return result;
  // The JSON that is there may be this very text.
  const forced = embed(picture, text, { ...options, force: true });
  return forced.kind === 'embedded' && forced.picture.equals(picture) ? forced : result;
}
