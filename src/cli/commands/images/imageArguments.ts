import { InvalidArgumentError } from 'commander';
import * as v from 'valibot';
import type { ImageQuery } from '../../../core/civitai/imagePages';
import { IMAGE_QUERY } from '../../../core/civitai/imageQuery';
import { parseImageId, parseReference, parseUsername } from '../../../core/civitai/reference';

/** A model by its id or its address. @throws InvalidArgumentError */
export const modelArgument = (text: string, baseUrl?: string): number =>
  validId(parseReference(text, baseUrl)?.modelId);

/** An image by its id or its address. @throws InvalidArgumentError */
export const imageArgument = (text: string, baseUrl?: string): number => validId(parseImageId(text, baseUrl));

/** A version by its id, its address or an AIR. @throws InvalidArgumentError */
export function versionArgument(text: string, baseUrl?: string): number {
  const reference = parseReference(text, baseUrl);
  // A bare number is that of a version here, and not of a model.
  return validId(/^\s*\d+\s*$/.test(text) ? reference?.modelId : reference?.versionId);
}

function validId(id: number | undefined): number {
  if (id !== undefined && id > 0) return id;
  throw new InvalidArgumentError('Give an id of Civitai, or its address.');
}

/** The name of a user, or the address of the profile. @throws InvalidArgumentError */
export function usernameArgument(text: string, baseUrl?: string): string {
  const name = parseUsername(text, baseUrl);
  if (name !== undefined) return name;
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
