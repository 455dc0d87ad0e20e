import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { linkArguments } from '../../../core/text/markdownText';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { baseModel } from '../../../core/models/view/modelText';
import { modelMarkdown } from '../../models/view/modelMarkdown';

const DETAILS = 'diffusionWorkbench.models.details';
const CIVITAI = 'diffusionWorkbench.models.openOnCivitai';

/** Pixels: a hover in an editor is 250 high, and what is said below the picture shall be seen, too. */
const PREVIEW_HEIGHT = 100;

interface Shown {
  /** Of the tag, where there is one. */
  readonly weight?: number;
  /** Other models of the same name. */
  readonly others?: readonly ModelEntry[];
}

/** What a LoRA is: its preview, trigger words and weights, with links to more. */
export async function loraMarkdown(entry: ModelEntry, shown: Shown = {}): Promise<vscode.MarkdownString> {
  const { sidecar, header } = entry;
  const others = shown.others?.map(({ relativePath }) => relativePath).join(', ');
  const triggers = sidecar?.trigger_words?.join(', ') ?? header?.triggerPhrase;
  const lines: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('Trigger words:'), triggers],
    [l10n.t('Weight:'), weightText(shown.weight, sidecar?.preferred_weight)],
    [l10n.t('File:'), entry.relativePath],
    [l10n.t('Of the same name:'), others],
  ];
  const markdown = await modelMarkdown(entry, {
    subtitle: baseModel(entry),
    previewHeight: PREVIEW_HEIGHT,
    lines,
    links: links(entry),
  });
  // Whatever the model's files say, no other command can be run from here.
  markdown.isTrusted = { enabledCommands: [DETAILS, CIVITAI] };
  return markdown;
}

function weightText(weight: number | undefined, preferred: number | undefined): string | undefined {
  if (preferred === undefined || preferred === weight)
    return weight === undefined ? undefined : String(weight);
  return weight === undefined
    ? String(preferred)
    : l10n.t('{0} (preferred: {1})', String(weight), String(preferred));
}

function links({ path, sidecar }: ModelEntry): string[] {
  const link = (title: string, command: string) => `[${title}](command:${command}?${linkArguments([path])})`;
  const onCivitai = sidecar?.civitai_model_id !== undefined || sidecar?.civitai_version_id !== undefined;
  return [
    link(l10n.t('Show Details'), DETAILS),
    ...(onCivitai ? [link(l10n.t('Open on Civitai'), CIVITAI)] : []),
  ];
}
