import { type Command, InvalidArgumentError, Option } from 'commander';
import { HASH_FORMATS, type HashType, type ParsedHash } from '../core/civitai/hashFormats';
import { parseReference, referenceFault, type CivitaiReference } from '../core/civitai/reference';
import { parseHash } from '../core/civitai/typedHash';
import { HASH_KINDS, type HashKind } from '../core/models/hashing/kinds';

/**
 * `--kind`: one kind, several with commas, or `all`; may be given several times.
 * @param before the kinds of an earlier `--kind`
 * @throws InvalidArgumentError
 */
export function kindsArgument(text: string, before: readonly HashKind[] = []): HashKind[] {
  const kinds = text.split(',').flatMap((item): readonly HashKind[] => {
    const word = item.trim().toLowerCase();
    if (word === 'all') return HASH_KINDS;
    const kind = HASH_KINDS.find((known) => known === word);
    if (!kind) throw new InvalidArgumentError(`It is one of ${HASH_KINDS.join(', ')}, or all.`);
    return [kind];
  });
  return [...new Set([...before, ...kinds])];
}

/**
 * `--type`: a type of hash, in any case.
 * @throws InvalidArgumentError
 */
export function typeArgument(text: string): HashType {
  const types = HASH_FORMATS.map(({ type }) => type);
  const type = types.find((known) => known.toLowerCase() === text.trim().toLowerCase());
  if (!type) throw new InvalidArgumentError(`It is one of ${types.join(', ')}.`);
  return type;
}

/**
 * The value of `set-hash`: a hash, or what Civitai has to be asked about.
 * @throws InvalidArgumentError
 */
export function hashArgument(
  value: string,
  type: HashType | undefined,
  baseUrl?: string,
): { readonly hash: ParsedHash } | { readonly reference: CivitaiReference } {
  const hash = parseHash(value, type, baseUrl);
  if (hash) return { hash };
  const reference = type === undefined ? parseReference(value, baseUrl) : undefined;
  // A bare number may be the id of anything.
  if (reference && reference.modelId === undefined) return { reference };
  const wrong =
    `'${value}' is not a hash${type === undefined ? '' : ` of type ${type}`}. ` +
    'Give AUTOV2: XXXXXXXXXX, a SHA-256, civitai: MODEL @ VERSION, 10 hex digits, or a Civitai address.';
  throw new InvalidArgumentError(referenceFault(value, wrong, baseUrl));
}

/**
 * The model or version that `fetch` is given.
 * @throws InvalidArgumentError
 */
export function referenceArgument(text: string, baseUrl?: string): CivitaiReference {
  const reference = parseReference(text, baseUrl);
  if (reference) return reference;
  const wrong = 'Give a Civitai address, a model id, a hash, or urn:air:….';
  throw new InvalidArgumentError(referenceFault(text, wrong, baseUrl));
}

/**
 * `--base-url`, without slashes at its end.
 * @throws InvalidArgumentError
 */
function webAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('Give an address that begins with https://.');
  }
  return text.replace(/\/+$/, '');
}

/**
 * A number of a list.
 * @throws InvalidArgumentError
 */
export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text.trim())) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/**
 * `--exit`: the exit code of a process; a negative one is a signal.
 * @throws InvalidArgumentError
 */
export function exitCodeArgument(text: string): number {
  if (!/^-?\d{1,10}$/.test(text.trim())) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

/** `--base-url`, for commands that ask Civitai. */
export function baseUrlOption(): Option {
  return new Option('--base-url <url>', "Civitai's API").argParser(webAddress);
}

/**
 * Reads an argument that depends on an option; commander reads each alone. What `read` throws ends the call as a wrong
 * one.
 */
export function readOrUsageError<T>(command: Command, read: () => T): T {
  try {
    return read();
  } catch (error) {
    return command.error(`error: ${error instanceof Error ? error.message : ''}`);
  }
}
