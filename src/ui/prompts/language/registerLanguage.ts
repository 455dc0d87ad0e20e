import * as vscode from 'vscode';
import type { ModelLibrary } from '../../models/library/modelLibrary';
import { LoraLibrary } from './loraLibrary';
import { PROMPT_LANGUAGE } from './promptLanguage';
import { recognizePromptFiles } from './recognize';
import { TAG_TRIGGERS, tagCompletion } from './tagCompletion';
import { FIX_KINDS, tagFixes } from './tagFixes';
import { tagHover } from './tagHover';
import { TAG_LANGUAGES } from './tagsOf';
import { TagWarnings } from './tagWarnings';

/** Registers the language of prompt files, and what it knows of LoRA tags from the models of the library. */
export function registerPromptLanguage(models: ModelLibrary): vscode.Disposable {
  const library = new LoraLibrary(models);
  return vscode.Disposable.from(
    library,
    recognizePromptFiles(),
    new TagWarnings(library),
    vscode.languages.registerCompletionItemProvider(TAG_LANGUAGES, tagCompletion(library), ...TAG_TRIGGERS),
    vscode.languages.registerHoverProvider(TAG_LANGUAGES, tagHover(library)),
    vscode.languages.registerCodeActionsProvider({ language: PROMPT_LANGUAGE }, tagFixes(library), {
      providedCodeActionKinds: FIX_KINDS,
    }),
  );
}
