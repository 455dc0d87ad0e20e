import * as l10n from '@vscode/l10n';
import type { RunState } from '../../src/protocol/run';
import { button } from '../shared/components';
import { element } from '../shared/dom';
import { labelled } from './head';

export interface ListActions {
  readonly useCheckpoint: (key: string) => void;
  /** Shows the samples of that step. */
  readonly showStep: (step: number) => void;
  readonly copy: (text: string) => void;
}

/** The checkpoints of a run, and what was asked for. */
export function lists(state: RunState, actions: ListActions): HTMLElement[] {
  return [...checkpoints(state, actions), ...settings(state)];
}

/** Starting points for a finished LoRA. */
export function hints({ hints: all }: RunState, { copy }: Pick<ListActions, 'copy'>): HTMLElement[] {
  if (all.length === 0) return [];
  const rows = all.map((hint) => {
    const { label, value } = hint;
    const spoken = l10n.t('Copy {0}', label);
    const copied = () => copy(hint.copy);
    return element(
      'div',
      {},
      element('dt', {}, label),
      element('dd', {}, element('span', {}, value), button({ label: l10n.t('Copy'), icon: 'copy', iconOnly: true, spoken, key: `copy ${label}`, onClick: copied })), // prettier-ignore
    );
  });
  return [
    section(
      l10n.t('Where to start with it'),
      element('p', { class: 'hint' }, l10n.t('Starting points, not the last word: every base model has its own.')), // prettier-ignore
      element('dl', { class: 'hints' }, ...rows),
    ),
  ];
}

function checkpoints({ checkpoints: all }: RunState, actions: ListActions): HTMLElement[] {
  if (all.length === 0) return [];
  const rows = [...all].reverse().map(({ key, name, step, epoch, size, used }) => {
    const at = step === undefined ? (epoch === undefined ? '' : l10n.t('epoch {0}', epoch)) : l10n.t('step {0}', step); // prettier-ignore
    const show = element('button', { class: 'link', type: 'button', 'data-key': `step ${key}` }, name);
    show.title = l10n.t('Show the samples of this checkpoint');
    show.disabled = step === undefined;
    show.addEventListener('click', () => actions.showStep(step ?? 0));
    return element(
      'tr',
      {},
      element('td', {}, show),
      element('td', {}, at),
      element('td', {}, size),
      element('td', {}, used ? l10n.t('in use') : button({ label: l10n.t('Use This Checkpoint'), spoken: l10n.t('Use {0}', name), key: `use ${key}`, onClick: () => actions.useCheckpoint(key) })), // prettier-ignore
    );
  });
  return [section(l10n.t('Checkpoints'), element('table', { class: 'checkpoints', 'aria-label': l10n.t('Checkpoints') }, element('tbody', {}, ...rows)))]; // prettier-ignore
}

function settings({ facts }: RunState): HTMLElement[] {
  return facts.length === 0 ? [] : [section(l10n.t('Settings'), labelled(facts, 'facts'))];
}

function section(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element('section', { 'aria-label': title }, element('h2', {}, title), ...children);
}
