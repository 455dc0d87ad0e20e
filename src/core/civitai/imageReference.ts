import { LARGEST_ID } from './reference';

/**
 * The id of an image: the id itself, or the address of the image.
 * @returns undefined where the text is neither
 */
export function parseImageId(text: string): number | undefined {
  const found = /^\s*(\d+)\s*$/.exec(text) ?? /\/images\/(\d+)(?:[/?#]|$)/.exec(text);
  const id = Number(found?.[1]);
  return Number.isInteger(id) && id > 0 && id <= LARGEST_ID ? id : undefined;
}

/**
 * The name of a user: the name itself, or the address of the profile.
 * @returns undefined where the text is neither
 */
export function parseUsername(text: string): string | undefined {
  const name = /\/user\/([^/?#]+)/.exec(text)?.[1] ?? text.trim();
  return /^\w+$/.test(name) ? name : undefined;
}
