import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { civitaiPage } from '../../../core/models/view/modelText';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { settings } from '../../platform/settings';
import type { ModelsFeature } from '../feature';
import { CLICKED } from '../view/modelItem';
import { isNode, pickModel } from './pickModels';

/** What opens or reveals a model somewhere. */
export function openCommands(
  feature: ModelsFeature,
): CommandHandlers<
  | 'diffusionWorkbench.models.details'
  | 'diffusionWorkbench.models.openOnCivitai'
  | 'diffusionWorkbench.models.openSidecar'
  | 'diffusionWorkbench.models.revealInOs'
  | 'diffusionWorkbench.models.revealInExplorer'
> {
  const { details, dialogs } = feature;
  return {
    'diffusionWorkbench.models.details': async (...args) => {
      const [path, how] = args;
      if (typeof path === 'string' && how === CLICKED) {
        await details.clicked(path);
        return;
      }
      const entry = await pickModel(feature, args, { title: l10n.t('Show the details of which model?') });
      if (entry) await details.show(entry.path);
    },
    'diffusionWorkbench.models.openOnCivitai': async (...args) => {
      const origin = civitaiOrigin();
      const entry = await pickModel(feature, args, {
        title: l10n.t('Open which model on Civitai?'),
        none: l10n.t('No model is linked to Civitai yet. Annotate the models first.'),
        fits: (candidate) => civitaiPage(candidate, origin) !== undefined,
      });
      const page = entry && civitaiPage(entry, origin);
      if (page !== undefined) await vscode.env.openExternal(vscode.Uri.parse(page, true));
    },
    'diffusionWorkbench.models.openSidecar': async (...args) => {
      const entry = await pickModel(feature, args, {
        title: l10n.t('Open the sidecar of which model?'),
        none: l10n.t('There is no sidecar yet. Annotate the model first.'),
        fits: ({ sidecar, problem }) => sidecar !== undefined || problem?.code === 'not_json',
      });
      if (!entry) return;
      const { sidecarPath } = await import('../../../core/models/sidecar/path');
      await dialogs.showFile(sidecarPath(entry.path));
    },
    'diffusionWorkbench.models.revealInOs': async (...args) => {
      const target = await fileOf(args);
      if (!target) return;
      // The file manager of this screen cannot show what lies on another machine.
      const command = vscode.env.remoteName === undefined ? 'revealFileInOS' : 'revealInExplorer';
      await vscode.commands.executeCommand(command, target);
    },
    'diffusionWorkbench.models.revealInExplorer': async (...args) => {
      const target = await fileOf(args);
      if (target) await vscode.commands.executeCommand('revealInExplorer', target);
    },
  };

  /** The file or folder that a row stands for. */
  async function fileOf(args: readonly unknown[]): Promise<vscode.Uri | undefined> {
    const [first] = args;
    if (isNode(first) && first.kind === 'group') {
      return first.folder === undefined ? undefined : vscode.Uri.file(first.folder);
    }
    const entry = await pickModel(feature, args, { title: l10n.t('Reveal which model?') });
    return entry && vscode.Uri.file(entry.path);
  }
}

/** The web site that belongs to the API in use. */
function civitaiOrigin(): string {
  const base = settings.civitaiBaseUrl();
  const url = URL.canParse(base) ? new URL(base) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.origin : 'https://civitai.com';
}
