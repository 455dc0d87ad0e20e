/**
 * A preview path as a sidecar may have it: relative to the model's folder, forward slashes, never out of it.
 * @returns undefined for any other: sidecars come from strangers
 */
export function safePreviewPath(path: string): string | undefined {
  const parts = path.replaceAll('\\', '/').split('/');
  const leaves = parts.some((part) => part === '..' || part === '' || /[:\0]/.test(part));
  return leaves || path.length > 1000 ? undefined : path;
}
