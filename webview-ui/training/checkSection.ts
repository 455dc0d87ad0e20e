import * as l10n from '@vscode/l10n';
import type { FormCommand, FormState } from '../../src/protocol/training';
import { button } from '../shared/components';
import { element } from '../shared/dom';
import { problemNote } from './fieldControl';

/** How the check of a training stands, and why it cannot be started. */
export function checkText({ check, cannotStart }: FormState): string {
  const found =
    check.state === 'done' || check.state === 'changed'
      ? check.errors + check.warnings === 0
        ? l10n.t('No problems.')
        : l10n.t('{0} errors, {1} warnings.', check.errors, check.warnings)
      : '';
  return [found, cannotStart ?? ''].filter((text) => text !== '').join(' ');
}

/** What the training would run on. */
export function environmentSection(
  { state, problems }: FormState['environment'],
  run: (command: FormCommand) => void,
): HTMLElement[] {
  const check = button({ label: l10n.t('Check Environment'), key: 'environment', onClick: () => run('environment') }); // prettier-ignore
  check.disabled = state === 'running';
  return [
    element(
      'div',
      { class: 'bar' },
      element('h2', {}, l10n.t('Environment')),
      element('span', { class: 'badge', 'data-tone': state }, stateText(state)),
      check,
      button({ label: l10n.t('Set Up…'), key: 'set up', onClick: () => run('setUp') }),
      button({ label: l10n.t('Settings'), key: 'settings', onClick: () => run('settings') }),
    ),
    ...problems.map(problemNote),
  ];
}

function stateText(state: FormState['environment']['state']): string {
  switch (state) {
    case 'unknown':
      return l10n.t('not checked');
    case 'running':
      return l10n.t('being checked…');
    case 'ready':
      return l10n.t('ready');
    case 'problems':
      return l10n.t('needs set-up');
  }
}
