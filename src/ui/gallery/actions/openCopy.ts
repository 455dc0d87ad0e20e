import type { GalleryServices } from '../../platform/services';
import type { GalleryFeature } from '../feature';

/**
 * Leads to a file that holds the same picture as another one: in the list, else in the file manager.
 * @param path absolute
 * @returns its place, where the list has this very file: of several that are one, it shows the first
 */
export async function openCopy(
  { editor }: { readonly editor: Pick<GalleryFeature['editor'], 'reveal'> },
  gallery: Pick<GalleryServices['gallery'], 'placesOf' | 'selected'>,
  revision: number,
  path: string,
): Promise<number | undefined> {
  const runs = await gallery.placesOf(revision, [path]);
  const [cell] = await gallery.selected(revision, runs);
  if (cell?.path === path) return runs[0]?.[0];
  await editor.reveal(path);
  return undefined;
}
