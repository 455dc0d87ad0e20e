import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { encodeString } from '../../../core/prompts/editing/jsonStrings';
import type { TagPlace } from '../../../core/prompts/editing/tagPlaces';
import type { LoraLibrary } from './loraLibrary';
import { isPromptDocument, nameRange, tagsOf } from './tagsOf';
import { UNKNOWN_LORA } from './tagWarnings';

const MAX_NAMES = 4;

export const FIX_KINDS = [vscode.CodeActionKind.QuickFix];

/** Offers the nearest names for a LoRA tag that calls no model: for this tag, and for all like it in the file. */
export function tagFixes(library: LoraLibrary): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, _range, { diagnostics }) => {
      const warnings = diagnostics.filter(({ code }) => code === UNKNOWN_LORA);
      const { names } = library;
      if (warnings.length === 0 || !names || !isPromptDocument(document)) return [];
      const tags = tagsOf(document);
      return warnings.flatMap((warning) => {
        const tag = tags.find((it) => nameRange(document, it).isEqual(warning.range));
        if (!tag) return [];
        const same = tags.filter(({ name }) => name === tag.name);
        const near = names.nearest(tag.name, MAX_NAMES).map(({ name }) => name);
        return [
          ...near.map((name, index) => {
            const action = fix(document, l10n.t('Change to “{0}”', name), [tag], name, warning);
            action.isPreferred = index === 0;
            return action;
          }),
          ...(same.length < 2 ? [] : near).map((name) => {
            const title = l10n.t('Change all {0} “{1}” to “{2}”', same.length, tag.name, name);
            return fix(document, title, same, name, warning);
          }),
        ];
      });
    },
  };
}

/** Writes another name into tags; their weights stay. */
function fix(
  document: vscode.TextDocument,
  title: string,
  tags: readonly TagPlace[],
  name: string,
  warning: vscode.Diagnostic,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [warning];
  action.edit = new vscode.WorkspaceEdit();
  for (const tag of tags) action.edit.replace(document.uri, nameRange(document, tag), encodeString(name));
  return action;
}
