/** First bytes of the picture formats that browsers show; names and `Content-Type` often lie. */
const SIGNATURES: readonly { readonly extension: string; readonly offset: number; readonly bytes: string }[] =
  [
    { extension: '.jpg', offset: 0, bytes: '\xff\xd8\xff' },
    { extension: '.png', offset: 0, bytes: '\x89PNG\r\n\x1a\n' },
    { extension: '.gif', offset: 0, bytes: 'GIF8' },
    { extension: '.webp', offset: 8, bytes: 'WEBP' },
    { extension: '.avif', offset: 4, bytes: 'ftypavif' },
  ];

/** The extension (with the dot) that fits a picture's content; undefined where the bytes are no picture. */
export function sniffPicture(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString('latin1');
  return SIGNATURES.find(({ offset, bytes: signature }) => start.startsWith(signature, offset))?.extension;
}
