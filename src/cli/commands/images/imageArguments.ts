import { InvalidArgumentError } from 'commander';
import * as v from 'valibot';
import type { ImageQuery } from '../../../core/civitai/imagePages';
import { IMAGE_QUERY } from '../../../core/civitai/imageQuery';
import { LARGEST_ID, parseReference } from '../../../core/civitai/reference';

/** An id, or an address that has it behind `/models/` or `/images/`. @throws InvalidArgumentError */
export const idArgument =
  (kind: 'model' | 'image') =>
  (text: string): number => {
    const found = /^\s*(\d+)\s*$/.exec(text) ?? new RegExp(`/${kind}s/(\\d+)(?:[/?#]|$)`).exec(text);
    return validId(found?.[1]);
  };

/** A version by its id, its address or an AIR. @throws InvalidArgumentError */
export function versionArgument(text: string): number {
  const isId = /^\s*\d+\s*$/.test(text);
  return isId ? validId(text.trim()) : validId(String(parseReference(text)?.versionId ?? ''));
}

function validId(digits: string | undefined): number {
  const id = Number(digits);
  if (Number.isInteger(id) && id > 0 && id <= LARGEST_ID) return id;
  throw new InvalidArgumentError('Give an id of Civitai, or its address.');
}

/** The name of a user, or the address of the profile. @throws InvalidArgumentError */
export function usernameArgument(text: string): string {
  const name = /\/user\/([^/?#]+)/.exec(text)?.[1] ?? text.trim();
  if (/^\w+$/.test(name)) return name;
  throw new InvalidArgumentError('Give the name of a user of Civitai: letters, digits and underscores.');
}

/** Parameters of the image API as JSON. @throws InvalidArgumentError */
export function queryArgument(json: string): Omit<ImageQuery, 'levels'> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new InvalidArgumentError('It is no JSON.');
  }
  const parsed = v.safeParse(IMAGE_QUERY, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new InvalidArgumentError(`${v.getDotPath(issue) ?? 'It'}: ${issue.message}`);
}
