import { isOtherData, type NoRoom } from './embedding';
import { TAG, Tiff, TYPE, type Entry, type Folder } from './tiff';

/** What says how a UserComment is written, in its first eight bytes. */
const CODE_BYTES = 8;
const UNICODE = Buffer.from('UNICODE\0', 'latin1');
/** Exif of less has nothing in it. */
const LEAST_BYTES = 8;

/**
 * Exif with a text as its UserComment, as piexif writes it for A1111: `UNICODE`, then UTF-16 with the high byte first
 * whatever the order of the rest. Where there is Exif, every other tag stays, and so does the place of all that a
 * MakerNote may point to.
 * @param exif without `Exif\0\0`; undefined where there is none
 * @param force also in the place of JSON
 */
export function withText(exif: Buffer | undefined, text: string, force: boolean): Buffer | NoRoom {
  const comment = Buffer.concat([UNICODE, Buffer.from(text, 'utf16le').swap16()]);
  if (exif === undefined || exif.length < LEAST_BYTES) return newExif(comment);
  const tiff = Tiff.of(exif);
  if (!tiff?.layout() || hasLostFolder(tiff)) return 'exif';
  const main = commentIn(mainFolder(tiff));
  // Fooocus writes it there. JSON, as Save Image Plus has it, does no harm to ours.
  if (main && !isOtherData(commentText(tiff, main))) removeComment(tiff, mainFolder);
  const old = commentIn(exifFolder(tiff));
  if (old && !force && isOtherData(commentText(tiff, old))) return 'otherData';
  if (old) replaceComment(tiff, comment);
  else addComment(tiff, comment);
  return tiff.bytes;
}

/** Exif without a text as its UserComment: of a second one in the file. */
export function withoutText(exif: Buffer): Buffer {
  const tiff = Tiff.of(exif);
  if (!tiff?.layout() || hasLostFolder(tiff)) return exif;
  for (const folderOf of [mainFolder, exifFolder]) {
    const found = commentIn(folderOf(tiff));
    if (found && !isOtherData(commentText(tiff, found))) removeComment(tiff, folderOf);
  }
  return tiff.bytes;
}

type FolderOf = (tiff: Tiff) => Folder | undefined;

const mainFolder: FolderOf = (tiff) => tiff.folder(tiff.read(4, 4), true);

const exifFolder: FolderOf = (tiff) => {
  const entry = mainFolder(tiff)?.entries.find(({ tag }) => tag === TAG.exif);
  return entry && tiff.folder(tiff.read(entry.at + 8, 4), false);
};

/** Whether a pointer to the folder of Exif is not one. */
function hasLostFolder(tiff: Tiff): boolean {
  const entry = mainFolder(tiff)?.entries.find(({ tag }) => tag === TAG.exif);
  const isPointer = entry?.count === 1 && (entry.type === TYPE.long || entry.type === TYPE.folder);
  return entry !== undefined && !(isPointer && exifFolder(tiff));
}

const commentIn = (folder: Folder | undefined): Entry | undefined =>
  folder?.entries.find(({ tag }) => tag === TAG.userComment);

/** The beginning of a UserComment, however it is written, without its code and NULs: to see whether it is JSON. */
function commentText({ bytes }: Tiff, { valueAt, valueEnd }: Entry): string {
  const value = bytes.toString('latin1', valueAt, Math.min(valueEnd, valueAt + 4000));
  const text = /^(?:UNICODE|ASCII|JIS|\0)\0/.test(value) ? value.slice(CODE_BYTES) : value;
  return text.replace(/^(?:\xff\xfe|\xfe\xff|\xef\xbb\xbf)/, '').replaceAll('\0', '');
}

function newExif(comment: Buffer): Buffer {
  const head = Buffer.alloc(44);
  head.write('MM\0*', 'latin1');
  head.writeUInt32BE(8, 4);
  writeFolder(head, 8, TAG.exif, TYPE.long, 1, 26);
  writeFolder(head, 26, TAG.userComment, TYPE.undefined, comment.length, 44);
  return Buffer.concat([head, comment]);
}

/** A folder of one entry, and none behind it. */
function writeFolder(
  bytes: Buffer,
  at: number,
  tag: number,
  type: number,
  count: number,
  value: number,
): void {
  bytes.writeUInt16BE(1, at);
  bytes.writeUInt16BE(tag, at + 2);
  bytes.writeUInt16BE(type, at + 4);
  bytes.writeUInt32BE(count, at + 6);
  bytes.writeUInt32BE(value, at + 10);
}

function replaceComment(tiff: Tiff, comment: Buffer): void {
  const old = commentIn(exifFolder(tiff));
  if (!old) return;
  const stays =
    isAlone(tiff, old) && tiff.layout()?.isOpaque === true && old.valueEnd < tiff.bytes.length - 1;
  if (stays && comment.length <= old.valueEnd - old.valueAt) {
    tiff.bytes.fill(0, old.valueAt, old.valueEnd);
    comment.copy(tiff.bytes, old.valueAt);
    tiff.write(old.at + 4, comment.length, 4);
    tiff.write(old.at + 2, TYPE.undefined, 2);
    return;
  }
  release(tiff, old);
  const at = tiff.append(comment);
  // What was released may have moved it.
  const entry = commentIn(exifFolder(tiff));
  if (entry) writeEntry(tiff, entry.at, [TAG.userComment, TYPE.undefined, comment.length, at]);
}

function addComment(tiff: Tiff, comment: Buffer): void {
  const folder = exifFolder(tiff);
  const main = mainFolder(tiff);
  if (!main) return;
  if (folder) {
    const pointer = main.entries.find(({ tag }) => tag === TAG.exif);
    const moved = moveFolder(tiff, folder, (pointer?.at ?? 0) + 8, TAG.userComment);
    const at = tiff.append(comment);
    writeEntry(tiff, moved, [TAG.userComment, TYPE.undefined, comment.length, at]);
    return;
  }
  const moved = moveFolder(tiff, main, 4, TAG.exif);
  const at = tiff.append(Buffer.alloc(2 + 12 + 4));
  tiff.write(at, 1, 2);
  writeEntry(tiff, moved, [TAG.exif, TYPE.long, 1, at]);
  writeEntry(tiff, at + 2, [TAG.userComment, TYPE.undefined, comment.length, tiff.append(comment)]);
}

/**
 * Copies a folder to the end with room for one more entry, in the order of tags: nothing else has to move.
 * @param pointer where its offset stands
 * @returns where the new entry goes
 */
function moveFolder(tiff: Tiff, folder: Folder, pointer: number, tag: number): number {
  const { at, entries, end, nextAt } = folder;
  const split = entries.find((entry) => entry.tag > tag)?.at ?? end;
  const next = Buffer.alloc(4);
  if (nextAt !== undefined) tiff.bytes.copy(next, 0, nextAt, nextAt + 4);
  const parts = [tiff.bytes.subarray(at, split), Buffer.alloc(12), tiff.bytes.subarray(split, end), next];
  const moved = tiff.append(Buffer.concat(parts));
  tiff.write(moved, entries.length + 1, 2);
  tiff.write(pointer, moved, 4);
  return moved + split - at;
}

function writeEntry(tiff: Tiff, at: number, values: readonly [number, number, number, number]): void {
  const [tag, type, count, value] = values;
  tiff.write(at, tag, 2);
  tiff.write(at + 2, type, 2);
  tiff.write(at + 4, count, 4);
  tiff.write(at + 8, value, 4);
}

/** Takes a UserComment out of a folder, which becomes one entry shorter where it stands. */
function removeComment(tiff: Tiff, folderOf: FolderOf): void {
  const first = commentIn(folderOf(tiff));
  if (first) release(tiff, first);
  const folder = folderOf(tiff);
  const entry = commentIn(folder);
  if (!folder || !entry) return;
  const end = folder.nextAt === undefined ? folder.end : folder.nextAt + 4;
  tiff.bytes.copy(tiff.bytes, entry.at, entry.at + 12, end);
  tiff.bytes.fill(0, end - 12, end);
  tiff.write(folder.at, folder.entries.length - 1, 2);
}

/** Nothing else that is known lies where a value does. */
function isAlone(tiff: Tiff, { valueAt, valueEnd, inLine }: Entry): boolean {
  if (inLine || valueEnd > tiff.bytes.length) return false;
  const others = tiff.layout()?.regions.filter(({ start, end }) => start < valueEnd && end > valueAt);
  // The one that is left is its own.
  return others?.length === 1;
}

/**
 * Frees the bytes of a value: they are taken out where nothing unknown can point behind them, else wiped. What also
 * belongs to something else stays.
 */
function release(tiff: Tiff, entry: Entry): void {
  if (!isAlone(tiff, entry)) return;
  const { valueAt: start, valueEnd } = entry;
  const layout = tiff.layout();
  if (valueEnd >= tiff.bytes.length - 1) {
    tiff.bytes = tiff.bytes.subarray(0, start);
    // Until it is written again it has no value.
    tiff.write(entry.at + 4, 0, 4);
    return;
  }
  // An even number, so that everything stays at even places.
  const end = start + ((valueEnd - start) & ~1);
  tiff.bytes.fill(0, start, valueEnd);
  tiff.write(entry.at + 4, 0, 4);
  if (!layout || layout.isOpaque) return;
  for (const pointer of layout.pointers) {
    const target = tiff.read(pointer, 4);
    if (target >= end) tiff.write(pointer, target - (end - start), 4);
  }
  tiff.bytes = Buffer.concat([tiff.bytes.subarray(0, start), tiff.bytes.subarray(end)]);
}
