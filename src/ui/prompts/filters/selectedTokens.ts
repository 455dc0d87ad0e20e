import type { Selection, TextDocument, TextEditor } from 'vscode';
import { asFilterWord } from '../../../core/prompts/filter/filterFiles';
import type { Span } from '../../../core/json/jsonSpans';
import { decodeString } from '../../../core/prompts/editing/jsonStrings';
import { touchedPart, touchedStrings } from '../../../core/prompts/editing/stringEdits';
import { promptTokens } from '../../../core/prompts/tokens/tokens';
import { isJsonText } from '../editing/jsonText';

/** The tokens of the selected text as filter words, each once; without a selection, none. */
export function selectedTokens({ document, selections }: TextEditor): string[] {
  const chosen = selections.filter(({ isEmpty }) => !isEmpty);
  if (chosen.length === 0) return [];
  const tokens = isJsonText(document)
    ? chosen.flatMap((selection) => jsonTokens(document.getText(), spanOf(document, selection)))
    : chosen.flatMap((selection) => promptTokens(document.getText(selection)));
  return [...new Set(tokens)].map(asFilterWord);
}

function spanOf(document: TextDocument, { start, end }: Selection): Span {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

/** In a list, each string is a token as a whole; in a prompt file, the selected text is a prompt. */
function jsonTokens(text: string, span: Span): string[] {
  const strings = touchedStrings(text, span);
  if (text.trimStart().startsWith('[')) return strings.map((string) => decodeString(text, string).value);
  return strings.flatMap((string) => promptTokens(touchedPart(text, string, span)));
}
