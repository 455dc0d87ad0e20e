import * as l10n from '@vscode/l10n';
import type { JobState } from '../../../core/training/jobs/job';

/** What a state is called. */
export function stateText(state: JobState): string {
  switch (state) {
    case 'queued':
      return l10n.t('waits for its turn');
    case 'prepping':
      return l10n.t('is prepared');
    case 'training':
      return l10n.t('trains');
    case 'copying':
      return l10n.t('is copied');
    case 'done':
      return l10n.t('done');
    case 'error':
      return l10n.t('failed');
    case 'stopped':
      return l10n.t('stopped');
  }
}
