import * as vscode from 'vscode';
import { tagPlaces, type TagPlace } from '../../../core/prompts/editing/tagPlaces';
import { PROMPT_LANGUAGE } from './promptLanguage';

/**
 * Where LoRA tags are completed and explained: in prompt files, and in text files that may hold prompts as they are.
 */
export const TAG_LANGUAGES: vscode.DocumentSelector = [
  { language: PROMPT_LANGUAGE },
  { language: 'plaintext' },
  { language: 'markdown' },
];

export function isPromptDocument({ languageId }: vscode.TextDocument): boolean {
  return languageId === PROMPT_LANGUAGE;
}

/** The LoRA tags of a prompt file. */
export function tagsOf(document: vscode.TextDocument): TagPlace[] {
  return tagPlaces(document.getText(), true);
}

/** The LoRA tag that a position lies in, with its range. */
export function tagAt(
  document: vscode.TextDocument,
  position: vscode.Position,
): { tag: TagPlace; range: vscode.Range } | undefined {
  if (isPromptDocument(document)) {
    const offset = document.offsetAt(position);
    const tag = tagsOf(document).find(({ start, end }) => start <= offset && offset < end);
    return tag && { tag, range: rangeOf(document, tag.start, tag.end) };
  }
  const { text } = document.lineAt(position);
  const tag = tagPlaces(text, false).find(
    ({ start, end }) => start <= position.character && position.character < end,
  );
  return tag && { tag, range: new vscode.Range(position.line, tag.start, position.line, tag.end) };
}

export function nameRange(document: vscode.TextDocument, tag: TagPlace): vscode.Range {
  return rangeOf(document, tag.nameStart, tag.nameEnd);
}

function rangeOf(document: vscode.TextDocument, start: number, end: number): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
