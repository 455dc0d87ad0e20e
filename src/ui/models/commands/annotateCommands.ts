import * as vscode from 'vscode';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { ModelsFeature } from '../feature';
import { pickModels } from './pickModels';

/** Annotate All, and Annotate for the selected models or folders. */
export function annotateCommands({
  models,
  runner,
}: ModelsFeature): CommandHandlers<
  'diffusionWorkbench.models.annotateAll' | 'diffusionWorkbench.models.annotate'
> {
  return {
    'diffusionWorkbench.models.annotateAll': async () => {
      // What came or went since the last look belongs to "all".
      await models.refresh();
      await models.ready();
      const roots = new Set(models.presentRoots());
      const entries = models.entries().filter(({ root }) => roots.has(root));
      if (entries.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t('There are no models to annotate.'));
        return [];
      }
      return runner.run(entries);
    },
    'diffusionWorkbench.models.annotate': async (...args) => {
      const entries = await pickModels(models, args, { title: vscode.l10n.t('Annotate which model?') });
      return entries.length === 0 ? [] : runner.run(entries);
    },
  };
}
