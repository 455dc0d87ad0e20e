import type { GalleryCommandName } from '../../src/protocol/gallery';

/** What a key does to the pictures that are selected, or to the page. */
export type PageKey =
  | { readonly do: 'run'; readonly command: GalleryCommandName }
  | { readonly do: 'rate'; readonly rating: number }
  | { readonly do: 'favourite' | 'reveal' | 'close' }
  /** The focus goes to the search box, with this text. */
  | { readonly do: 'search'; readonly text: string };

/** What counts of an event of the keyboard. */
interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key means where nothing is typed; undefined where it means nothing. */
export function pageKey({ key, ctrlKey, metaKey, altKey }: Pressed): PageKey | undefined {
  if (altKey) return undefined;
  if (ctrlKey || metaKey) return key === 'Enter' ? { do: 'run', command: 'insertPrompt' } : undefined;
  if (key === 'Delete') return { do: 'run', command: 'trash' };
  if (key === 'Escape') return { do: 'close' };
  if (/^[0-5]$/.test(key)) return { do: 'rate', rating: Number(key) };
  if (key === '/') return { do: 'search', text: '' };
  if (key === 'f' || key === 'F') return { do: 'favourite' };
  if (key === 'r' || key === 'R') return { do: 'reveal' };
  return /^\p{L}$/u.test(key) ? { do: 'search', text: key } : undefined;
}
