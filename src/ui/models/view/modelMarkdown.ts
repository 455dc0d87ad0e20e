import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { markdownText } from '../../../core/text/markdownText';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { modelName } from '../../../core/models/view/modelText';
import { previewFile } from './previewFile';

/** What a hover says of a model, beside its name, picture and what is wrong with it. */
export interface ModelCard {
  /** Behind the name. */
  readonly subtitle?: string | undefined;
  /** Pixels. */
  readonly previewHeight: number;
  /** Labels and what they say; those that say nothing are left out. */
  readonly lines: readonly (readonly [label: string, value: string | undefined])[];
  /** What else the user should know, a sentence each. */
  readonly notices?: readonly string[];
  /** Markdown of our own. */
  readonly links?: readonly string[];
}

/** A hover of a model. Whatever its files say is text there, never Markdown. */
export async function modelMarkdown(entry: ModelEntry, card: ModelCard): Promise<vscode.MarkdownString> {
  const { subtitle, previewHeight, lines, notices = [], links = [] } = card;
  const preview = await previewFile(entry);
  const name = `**${markdownText(modelName(entry))}**`;
  const paragraphs = [
    subtitle === undefined ? name : `${name} · ${markdownText(subtitle)}`,
    preview && `![${l10n.t('Preview')}](${preview.toString()}|height=${previewHeight})`,
    entry.problem && markdownText(`${entry.problem.message} ${entry.problem.advice}`),
    lines
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([label, value]) => `**${label}** ${markdownText(value ?? '')}`)
      .join('  \n'),
    ...notices.map(markdownText),
    links.join(' · '),
  ];
  return new vscode.MarkdownString(paragraphs.filter(Boolean).join('\n\n'));
}
