import type { Uri } from 'vscode';

/** Whether a command's argument is a URI, without loading the editor to find out. */
export function isUri(item: unknown): item is Pick<Uri, 'scheme' | 'path' | 'fsPath'> {
  return (
    typeof item === 'object' &&
    item !== null &&
    'scheme' in item &&
    'fsPath' in item &&
    typeof item.fsPath === 'string'
  );
}

/** The absolute paths of those that are URIs of files on disk. */
export function filePaths(items: readonly unknown[]): string[] {
  return items.flatMap((item) => (isUri(item) && item.scheme === 'file' ? [item.fsPath] : []));
}
