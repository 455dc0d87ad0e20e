import { join } from 'node:path';
import type { CollectedTokens } from './types';

/** The file of the tokens of a folder, absolute. */
export function tokensFile(base: string): string {
  return join(base, 'all_prompts.json');
}

/** The content of that file (R9): a JSON array of the tokens, in the order they were first seen. */
export function tokensText({ tokens }: Pick<CollectedTokens, 'tokens'>): string {
  const texts = tokens.map(({ token }) => token);
  return `${JSON.stringify(texts, null, 2)}\n`;
}
