import * as l10n from '@vscode/l10n';
import { brokenPicture, cutOff } from '../containers/brokenPicture';

const [EXTENSION, IMAGE, END] = [0x21, 0x2c, 0x3b];
const [COMMENT, APPLICATION] = [0xfe, 0xff];
/** Extensions of applications that say how it is shown: how often it is repeated, and its colour profile. */
const KEPT = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0', 'ICCRGBG1012']);

/** A GIF without texts: comments, XMP and other extensions of applications, and what stands behind its end. GIF89a, 17–27 */
export function stripGif(picture: Buffer): Buffer {
  const byte = (at: number): number => {
    const value = picture[at];
    if (value === undefined) throw cutOff();
    return value;
  };
  const colours = (flags: number) => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
  const blocksEnd = (from: number): number => {
    let at = from;
    while (byte(at) !== 0) at += 1 + byte(at);
    return at + 1;
  };
  let at = 13 + colours(byte(10));
  const parts = [picture.subarray(0, at)];
  for (;;) {
    const [kind, label] = [byte(at), picture[at + 1]];
    if (kind === END) return Buffer.concat([...parts, picture.subarray(at, at + 1)]);
    if (kind !== IMAGE && kind !== EXTENSION) throw brokenPicture(l10n.t('its parts do not fit together'));
    const end = blocksEnd(kind === IMAGE ? at + 11 + colours(byte(at + 9)) : at + 2);
    const isText =
      kind === EXTENSION &&
      (label === COMMENT ||
        (label === APPLICATION && !KEPT.has(picture.toString('latin1', at + 3, at + 14))));
    if (!isText) parts.push(picture.subarray(at, end));
    at = end;
  }
}
