import * as vscode from 'vscode';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { baseModel } from '../../../core/models/view/modelText';
import { encodeString, stringValueAt } from '../../../core/prompts/editing/jsonStrings';
import { isWritable, loraName } from '../../../core/prompts/editing/loraNames';
import { openTag, type OpenTag } from '../../../core/prompts/editing/openTag';
import { aliasesOf, type LoraLibrary } from './loraLibrary';
import { loraMarkdown } from './loraMarkdown';
import { isPromptDocument } from './tagsOf';

export const TAG_TRIGGERS = ['<', ':'];

/** A suggestion, with the model that it is of. */
class LoraItem extends vscode.CompletionItem {
  constructor(
    readonly entry: ModelEntry,
    label: vscode.CompletionItemLabel,
  ) {
    super(label, vscode.CompletionItemKind.Reference);
  }
}

/** Completes LoRA tags by the models of the library, writing no more than what is missing. */
export function tagCompletion(library: LoraLibrary): vscode.CompletionItemProvider {
  return {
    provideCompletionItems: async (document, position, cancel) => {
      const open = openTagAt(document, position);
      if (!open) return undefined;
      await library.load();
      if (cancel.isCancellationRequested) return undefined;
      const json = isPromptDocument(document);
      const range = new vscode.Range(position.translate(0, -open.before), position.translate(0, open.behind));
      if (open.part === 'weight') {
        const [entry] = library.names?.resolve(open.name) ?? [];
        return entry && [weightItem(entry, open, range)];
      }
      return library.loras().flatMap((entry) => {
        const item = nameItem(entry, open, json);
        if (item) item.range = range;
        return item ?? [];
      });
    },
    resolveCompletionItem: async (item) => {
      if (item instanceof LoraItem) item.documentation = await loraMarkdown(item.entry);
      return item;
    },
  };
}

/** The tag that is being written at a position: anywhere in text, in the string values of a prompt file. */
function openTagAt(document: vscode.TextDocument, position: vscode.Position): OpenTag | undefined {
  if (!isPromptDocument(document)) {
    const { text } = document.lineAt(position);
    const open = openTag(text.slice(0, position.character), text.slice(position.character));
    // A single `<` is anything there.
    return open?.part === 'kind' ? undefined : open;
  }
  const text = document.getText();
  const offset = document.offsetAt(position);
  const string = stringValueAt(text, offset);
  return string && openTag(text.slice(string.start, offset), text.slice(offset, string.end));
}

function nameItem(entry: ModelEntry, open: OpenTag, json: boolean): LoraItem | undefined {
  const name = loraName(entry.relativePath);
  if (!isWritable(name)) return undefined;
  const title = entry.sidecar?.name ?? entry.header?.title;
  const description = [title === name ? undefined : title, baseModel(entry)].filter(Boolean).join(' · ');
  const item = new LoraItem(entry, { label: name, description });
  // Whatever of its names is typed finds it.
  const names = new Set([name, title, ...aliasesOf(entry), entry.relativePath]);
  const prefix = open.part === 'kind' ? 'lora:' : '';
  item.filterText = prefix + [...names].filter(Boolean).join(' ');
  item.sortText = name.toLowerCase();
  const written = prefix + (json ? encodeString(name) : name);
  const weight = open.hasWeight ? '' : `:${preferredWeight(entry)}`;
  item.insertText = written + weight + open.rest;
  return item;
}

function weightItem(entry: ModelEntry, open: OpenTag, range: vscode.Range): vscode.CompletionItem {
  const weight = String(preferredWeight(entry));
  const item = new LoraItem(entry, { label: weight, description: loraName(entry.relativePath) });
  item.kind = vscode.CompletionItemKind.Value;
  item.insertText = weight + open.rest;
  item.range = range;
  return item;
}

function preferredWeight({ sidecar }: ModelEntry): number {
  return sidecar?.preferred_weight ?? 1;
}
