import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isSystemic } from '../../../core/problem/codes';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { Log } from '../../../core/log';
import { asInfo } from '../../platform/problems';
import { settings } from '../../platform/settings';
import type { AnnotateRunner } from './annotateRunner';
import type { ModelLibrary } from '../library/modelLibrary';

/** How long nothing has to happen before the background starts. */
const IDLE_MS = 15_000;

/**
 * Confirms provisional identities by their SHA-256, one file at a time, while the user runs nothing. A file that
 * was tried is left alone until it changes, and the first failure of the network ends the round.
 * @param showMessage shows a line in the view; an empty one goes
 */
export function confirmInBackground(
  models: ModelLibrary,
  runner: AnnotateRunner,
  showMessage: (text: string) => void,
  log: Log,
): vscode.Disposable {
  const tried = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let round: AbortController | undefined;

  const remaining = () =>
    models.entries().filter((entry) => entry.state === 'provisional' && !tried.has(stamp(entry)));
  const wanted = () => settings.confirmInBackground() && settings.civitaiEnabled();
  const schedule = () => {
    if (round || runner.isRunning || !wanted()) return;
    clearTimeout(timer);
    timer = setTimeout(() => void confirmAll(), IDLE_MS);
  };
  const stop = () => {
    clearTimeout(timer);
    round?.abort();
  };

  const confirmAll = async () => {
    let [entry, ...others] = remaining();
    if (!entry || round) return;
    const { signal } = (round = new AbortController());
    try {
      while (entry && wanted()) {
        const count = others.length + 1;
        showMessage(l10n.t('Confirming in the background: {0} to go', count));
        const { results, outage } = await runner.confirm([entry], signal);
        const error = outage ?? results[0]?.error;
        if (signal.aborted || (error && isSystemic(error))) break;
        tried.add(stamp(entry));
        [entry, ...others] = remaining();
      }
    } catch (error) {
      log.warn(`Confirming in the background: ${asInfo(error, 'Civitai').message}`);
    } finally {
      showMessage('');
      round = undefined;
    }
  };

  return vscode.Disposable.from(
    models.onDidChange(schedule),
    runner.onDidChangeRunning((running) => (running ? stop() : schedule())),
    vscode.workspace.onDidChangeConfiguration(() => (wanted() ? schedule() : stop())),
    { dispose: stop },
  );
}

function stamp(entry: ModelEntry): string {
  return `${entry.path}\n${entry.size}\n${entry.mtimeMs}`;
}
