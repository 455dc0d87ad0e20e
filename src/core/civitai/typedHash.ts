import { bareText } from './bareText';
import { civitaiHash, readHash, type HashType, type ParsedHash } from './hashFormats';
import { parseReference } from './reference';

/**
 * Reads a hash that the user typed, in any format of the table and in quotes or brackets, or what `parseReference`
 * reads as `civitai: MODEL @ VERSION` where the model is named.
 * @param type the only format to accept; its prefix (`AUTOV2:`, `civitai:`) may then be left out
 * @param baseUrl of the API that is asked; addresses of its host are accepted as well
 * @returns undefined when the text has no such format, or names no model by itself; never throws
 */
export function parseHash(text: string, type?: HashType, baseUrl?: string): ParsedHash | undefined {
  const bare = bareText(text);
  const hash = readHash(bare, type);
  // Digits alone may be the id of anything.
  if (hash || (type !== undefined && type !== 'civitai') || /^\d*$/.test(bare)) return hash;
  const { modelId, versionId, hash: hex } = parseReference(bare, baseUrl) ?? {};
  return (
    civitaiHash(modelId, versionId) ?? (hex === undefined || type !== undefined ? undefined : readHash(hex))
  );
}
