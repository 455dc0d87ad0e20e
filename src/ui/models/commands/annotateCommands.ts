import * as l10n from '@vscode/l10n';
import type { AnnotateResult } from '../../../core/models/identify/types';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { AnnotateRunner } from '../identify/annotateRunner';
import type { ModelLibrary } from '../library/modelLibrary';
import { pickModels, type PickDeps } from './pickModels';

export interface AnnotateDeps extends PickDeps {
  readonly models: Pick<ModelLibrary, 'ready' | 'entries' | 'entry' | 'refresh' | 'roots'>;
  readonly runner: Pick<AnnotateRunner, 'run'>;
}

/** Annotate All, and Annotate for the selected models or folders. */
export function annotateCommands(
  deps: AnnotateDeps,
): CommandHandlers<'diffusionWorkbench.models.annotateAll' | 'diffusionWorkbench.models.annotate'> {
  return {
    'diffusionWorkbench.models.annotateAll': () => annotateAll(deps),
    'diffusionWorkbench.models.annotate': async (...args) => {
      const title = l10n.t('Annotate which model?');
      const entries = await pickModels(deps, args, { title });
      return entries.length === 0 ? [] : deps.runner.run(entries);
    },
  };
}

async function annotateAll({ models, runner, dialogs }: AnnotateDeps): Promise<readonly AnnotateResult[]> {
  // What came or went since the last scan belongs to "all".
  await models.refresh();
  await models.ready();
  const missing = new Set(models.roots().flatMap((root) => (root.missing ? [root.path] : [])));
  const entries = models.entries().filter(({ root }) => !missing.has(root));
  if (entries.length > 0) return runner.run(entries);
  void dialogs.info(l10n.t('There are no models to annotate.'));
  return [];
}
