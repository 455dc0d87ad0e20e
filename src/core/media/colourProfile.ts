/** No name of a profile is longer; the rest is a stranger's. */
const LONGEST = 80;

/** The name that an ICC profile has for itself; undefined where none can be read. */
export function profileName(icc: Buffer): string | undefined {
  if (icc.length < 132) return undefined;
  const tags = Math.min(icc.readUInt32BE(128), 100);
  for (let tag = 0; tag < tags; tag++) {
    const at = 132 + tag * 12;
    if (at + 12 > icc.length) return undefined;
    if (icc.toString('latin1', at, at + 4) === 'desc')
      return textOf(icc, icc.readUInt32BE(at + 4), icc.readUInt32BE(at + 8));
  }
  return undefined;
}

/** Version 2 writes the name in ASCII, version 4 in UTF-16 behind a table of languages. */
function textOf(icc: Buffer, at: number, length: number): string | undefined {
  if (at + length > icc.length || length < 12) return undefined;
  const kind = icc.toString('latin1', at, at + 4);
  if (kind === 'desc') {
    const count = Math.min(icc.readUInt32BE(at + 8), length - 12, LONGEST);
    return clean(icc.toString('latin1', at + 12, at + 12 + count));
  }
  if (kind !== 'mluc' || length < 28) return undefined;
  const bytes = Math.min(icc.readUInt32BE(at + 20), LONGEST * 2) & ~1;
  const from = at + icc.readUInt32BE(at + 24);
  if (from + bytes > icc.length) return undefined;
  return clean(
    Buffer.from(icc.subarray(from, from + bytes))
      .swap16()
      .toString('utf16le'),
  );
}

function clean(text: string): string | undefined {
  const name = text.replaceAll(/\p{C}/gu, '').trim();
  return name === '' ? undefined : name;
}
