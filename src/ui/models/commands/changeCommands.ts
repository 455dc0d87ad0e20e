import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { ModelChanges } from '../../../core/models/changes/modelChanges';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { Problems } from '../../platform/problems';
import { chooseRun } from '../../undo/chooseRun';
import { runText } from '../../undo/runText';
import type { ModelLibrary } from '../library/modelLibrary';
import { pickModels, type PickDeps } from './pickModels';

export interface ChangeDeps extends PickDeps {
  readonly models: Pick<ModelLibrary, 'ready' | 'entries' | 'entry' | 'refresh'>;
  readonly changes: () => Promise<ModelChanges>;
  readonly problems: Problems;
  readonly dateText: (iso: string) => string;
}

/** Unlink from Civitai, and Undo Last Model or Image Change. */
export function changeCommands(
  deps: ChangeDeps,
): CommandHandlers<'diffusionWorkbench.models.unlink' | 'diffusionWorkbench.models.undo'> {
  return {
    'diffusionWorkbench.models.unlink': (...args) => unlink(deps, args),
    'diffusionWorkbench.models.undo': () => undo(deps),
  };
}

async function unlink(deps: ChangeDeps, args: readonly unknown[]): Promise<void> {
  const { changes, dialogs, models, problems } = deps;
  const entries = await pickModels(deps, args, {
    title: l10n.t('Unlink which models from Civitai?'),
    fits: ({ sidecar }) => (sidecar?.civitai_model_id ?? sidecar?.civitai_version_id) !== undefined,
    none: l10n.t('No model is linked to Civitai.'),
  });
  const [first] = entries;
  if (!first) return;
  const library = await models.ready();
  for (const { path } of entries) {
    try {
      await (await changes()).unlink(path);
    } catch (error) {
      await problems.show(error, basename(path), path);
    }
    await library.reload(path);
  }
  const undoButton = l10n.t('Undo');
  const chosen =
    entries.length === 1
      ? await dialogs.info(
          l10n.t('{0} is unlinked from Civitai. What you typed is kept.', basename(first.path)),
          undoButton,
        )
      : await dialogs.info(
          l10n.t('{0} models are unlinked from Civitai. What you typed is kept.', entries.length),
        );
  if (chosen === undoButton) await dialogs.execute('diffusionWorkbench.models.undo');
}

async function undo({ changes, dialogs, models, problems, dateText }: ChangeDeps): Promise<void> {
  const kept = await changes();
  const runs = await kept.runs();
  const [last] = runs;
  if (!last) {
    void dialogs.info(l10n.t('There is no change of a model to undo.'));
    return;
  }
  const picked = await chooseRun(dialogs, runs, dateText, {
    question: l10n.t('Undo the last change of models?'),
    detail: l10n.t(
      '{0}, {1}. Sidecars and previews get back what they held before; what was changed since is left alone.',
      runText(last),
      dateText(last.at),
    ),
    older: l10n.t('Older Change…'),
    listTitle: l10n.t('Undo which change?'),
  });
  if (!picked) return;
  try {
    const { failed } = await kept.undo({ run: picked.id });
    await models.refresh();
    const [first] = failed;
    if (first) void dialogs.warn(`${first.problem.message} ${first.problem.advice}`);
    else void dialogs.info(l10n.t('Undone: {0}', runText(picked)));
  } catch (error) {
    await problems.show(error, runText(picked));
  }
}
