import * as l10n from '@vscode/l10n';
import { formatBytes } from '../../core/text/amounts';
import type { UndoRun } from '../../core/undo/undoRuns';

/** What a run is called: `Refilter`, `Fetch: foo.safetensors`. */
export function runText({ command, subject }: Pick<UndoRun, 'command' | 'subject'>): string {
  const name = commandName(command);
  return subject === undefined ? name : l10n.t('{0}: {1}', name, subject);
}

function commandName(command: string): string {
  switch (command) {
    case 'refilter':
      return l10n.t('Refilter');
    case 'regenerate':
      return l10n.t('Regenerate');
    case 'fetch':
      return l10n.t('Fetch from Civitai');
    case 'annotate':
      return l10n.t('Annotate');
    case 'hash':
      return l10n.t('Edit Hash');
    case 'edit':
      return l10n.t('Save in Details');
    case 'offer':
      return l10n.t("Take Civitai's");
    case 'import':
      return l10n.t('Import Metadata');
    case 'images':
      return l10n.t('Download Example Images');
    case 'embed':
      return l10n.t('Embed Infotext');
    case 'trash':
      return l10n.t('Move Pictures to the Trash');
    case 'marks':
      return l10n.t('Mark Pictures');
    case 'preview':
      return l10n.t('Set as Preview');
    case 'parameters':
      return l10n.t('Copy Parameters');
    case 'stripped':
      return l10n.t('Export Stripped');
    case 'prompt':
      return l10n.t('Save Prompt');
    case 'examples':
      return l10n.t('Add Example Images');
    case 'unlink':
      return l10n.t('Unlink from Civitai');
    default:
      return command;
  }
}

/** A run as a row of a list: what, when, how many files and what it takes. */
export function runRow(
  run: UndoRun,
  dateText: (iso: string) => string,
): { readonly label: string; readonly description: string; readonly run: UndoRun } {
  const files = run.files === 1 ? l10n.t('1 file') : l10n.t('{0} files', run.files.toLocaleString('en'));
  return {
    label: runText(run),
    description: l10n.t('{0} · {1} · {2}', dateText(run.at), files, formatBytes(run.bytes)),
    run,
  };
}
