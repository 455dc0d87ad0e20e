import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';

/** What stands around the trainer says so itself, in words that would fit other causes, too. */
export const DOCKER_CAUSES: readonly Cause[] = [
  {
    id: 'docker',
    match: /^docker: (.{1,400})/i,
    say: (match) => l10n.t('Docker could not start the trainer: {0} Check that Docker runs, that the image exists, and that the NVIDIA container toolkit is there.', match[1] ?? ''), // prettier-ignore
  },
  {
    id: 'time_limit',
    match: /DUE TO TIME LIMIT/,
    say: () => l10n.t('The cluster ended the training at its time limit. Ask for more time, or save states and resume.'), // prettier-ignore
  },
];
