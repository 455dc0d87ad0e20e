import { visibleLines } from './visible';

/**
 * A text that an editor's notification shows as it is. Notifications make a link of `[words](command:…)` and run the
 * command when it is clicked, and names of files and of models come from anywhere.
 */
export function noticeText(text: string): string {
  return visibleLines(text).replaceAll('](', '] (');
}
