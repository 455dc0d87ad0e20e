import type { TokensChunk, TokensList } from '../../src/protocol/tokens';
import type { TokenColumns } from './rows';

/**
 * Reads all tokens of a list, a run at a time.
 * @returns undefined where the list became another meanwhile
 */
export async function loadColumns(
  list: TokensList,
  chunkFrom: (from: number) => Promise<TokensChunk>,
): Promise<TokenColumns | undefined> {
  const tokens: string[] = [];
  const counts: number[] = [];
  const files: number[] = [];
  while (tokens.length < list.tokens) {
    const chunk = await chunkFrom(tokens.length);
    if (chunk.tokens.length === 0) return undefined;
    // Not by spreading: that many arguments are too many for a call.
    for (const [index, token] of chunk.tokens.entries()) {
      tokens.push(token);
      counts.push(chunk.counts[index] ?? 0);
      files.push(chunk.files[index] ?? 0);
    }
  }
  return { tokens, counts, files };
}
