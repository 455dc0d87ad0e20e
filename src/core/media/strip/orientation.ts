/** Exif that says nothing but how a picture is turned; undefined for one that is upright. */
export function orientationExif(orientation: number): Buffer | undefined {
  if (orientation < 2 || orientation > 8) return undefined;
  // A header, and a folder of one entry: the tag, SHORT, one value. Exif 2.32, 4.6.4
  const exif = Buffer.alloc(26);
  exif.write('MM\0*', 'latin1');
  exif.writeUInt32BE(8, 4);
  exif.writeUInt16BE(1, 8);
  exif.writeUInt16BE(0x0112, 10);
  exif.writeUInt16BE(3, 12);
  exif.writeUInt32BE(1, 14);
  exif.writeUInt16BE(orientation, 18);
  return exif;
}

const ORIENTATION = 0x0112;
const SHORT = 3;

/** The orientation in an Exif block without its name: 1 to 8; 1 where it has none. */
export function orientationOf(exif: Buffer): number {
  const order = exif.toString('latin1', 0, 2);
  if (exif.length < 8 || (order !== 'II' && order !== 'MM')) return 1;
  const read = (at: number, size: 2 | 4): number =>
    order === 'MM' ? exif.readUIntBE(at, size) : exif.readUIntLE(at, size);
  const at = read(4, 4);
  if (at + 2 > exif.length) return 1;
  for (let entry = at + 2, left = read(at, 2); left > 0 && entry + 12 <= exif.length; left--, entry += 12) {
    if (read(entry, 2) !== ORIENTATION || read(entry + 2, 2) !== SHORT) continue;
    const value = read(entry + 8, 2);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
