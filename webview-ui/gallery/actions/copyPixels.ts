import * as l10n from '@vscode/l10n';

/**
 * Puts the pixels of a picture on the clipboard, as a PNG without anything else that its file holds.
 * @param source the address of the picture
 * @throws Error with words for the user
 */
export async function copyPixels(source: string | undefined): Promise<void> {
  if (source === undefined) throw new Error(l10n.t('It cannot be shown here.'));
  const image = new Image();
  // Only with it the pixels of the picture may be read.
  image.crossOrigin = 'anonymous';
  image.src = source;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!png) throw new Error(l10n.t('The picture is too large to be copied.'));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
}
