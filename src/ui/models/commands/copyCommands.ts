import * as l10n from '@vscode/l10n';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { downloadUrl, isLora, loraTag, shownHash } from '../../../core/models/view/modelText';
import type { CommandHandler, CommandHandlers } from '../../platform/contributions/commandIds';
import { pickModels, type PickDeps } from './pickModels';

const STATUS_MS = 3000;

interface Copy {
  readonly title: string;
  readonly none: string;
  readonly text: (entry: ModelEntry) => string | undefined;
  /** Between the texts of several models. */
  readonly separator: string;
}

/** Copy trigger words, hash, `<lora:…>` tag, and download address. */
export function copyCommands(
  deps: PickDeps,
): CommandHandlers<
  | 'diffusionWorkbench.models.copyTriggerWords'
  | 'diffusionWorkbench.models.copyHash'
  | 'diffusionWorkbench.models.copyLoraTag'
  | 'diffusionWorkbench.models.copyDownloadUrl'
> {
  const { dialogs } = deps;
  const copying =
    ({ title, none, text, separator }: Copy): CommandHandler =>
    async (...args) => {
      const fits = (entry: ModelEntry) => (text(entry) ?? '') !== '';
      const entries = await pickModels(deps, args, { title, none, fits });
      if (entries.length === 0) return;
      await dialogs.copy(entries.map((entry) => text(entry)).join(separator));
      dialogs.status(`$(check) ${l10n.t('Copied')}`, STATUS_MS);
    };
  return {
    'diffusionWorkbench.models.copyTriggerWords': copying({
      title: l10n.t('Copy the trigger words of which model?'),
      none: l10n.t('No trigger words are known. Annotate the model, or type them in its details.'),
      text: (entry) => entry.sidecar?.trigger_words?.join(', '),
      separator: '\n',
    }),
    'diffusionWorkbench.models.copyHash': copying({
      title: l10n.t('Copy the hash of which model?'),
      none: l10n.t('No hash is known yet. Annotate the model first.'),
      text: shownHash,
      separator: '\n',
    }),
    'diffusionWorkbench.models.copyLoraTag': copying({
      title: l10n.t('Copy the tag of which LoRA?'),
      none: l10n.t('No LoRA is known here. Annotate the models first.'),
      text: (entry) => (isLora(entry) ? loraTag(entry) : undefined),
      separator: ' ',
    }),
    'diffusionWorkbench.models.copyDownloadUrl': copying({
      title: l10n.t('Copy the download URL of which model?'),
      none: l10n.t('No download URL is known. Annotate the model first.'),
      text: downloadUrl,
      separator: '\n',
    }),
  };
}
