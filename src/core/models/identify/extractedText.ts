import { visible } from '../../text/visible';
import type { Extracted } from './extract';

/** The forms in which extracted metadata is shown (S1-42). */
export type ExtractedFormat = 'json' | 'text';

/** What was extracted as lines of text, three a file (S1-39). */
export function extractedLines(results: readonly Extracted[]): string[] {
  return results.flatMap(({ name, download_urls }) => [
    `Model: ${visible(name ?? '')}`,
    `Download URLs: ${visible(download_urls.join(', '))}`,
    '---',
  ]);
}

/** What was extracted as the text of a document: a JSON list of all keys, or lines. */
export function extractedText(results: readonly Extracted[], format: ExtractedFormat): string {
  const text = format === 'json' ? JSON.stringify(results, null, 2) : extractedLines(results).join('\n');
  return `${text}\n`;
}
