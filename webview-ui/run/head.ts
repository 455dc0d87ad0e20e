import * as l10n from '@vscode/l10n';
import type { RunCommandName, RunState } from '../../src/protocol/run';
import { short } from '../shared/chart/short';
import { button } from '../shared/components';
import { element, icon, rerenderChanged } from '../shared/dom';
import { duration } from './amounts';

const PRIMARY: ReadonlySet<RunCommandName> = new Set(['saveNow', 'resume', 'showInModels']);
const ICONS: Readonly<Record<RunCommandName, string>> = {
  saveNow: 'save',
  stopAndSave: 'save-all',
  stop: 'debug-stop',
  resume: 'debug-continue',
  showInModels: 'info',
  testPrompts: 'list-flat',
  showTerminal: 'terminal',
  trainAgain: 'debug-restart',
  compare: 'diff',
  openTrainingFile: 'go-to-file',
  openFolder: 'folder-opened',
};

/** Name, state, progress, buttons and problems of a run. */
export class Head {
  readonly element = element('header');
  private readonly name = element('h1');
  /** It stays in the document: what changes in it is said. */
  private readonly stateText = element('span', { class: 'state', role: 'status' });
  private readonly progress = element('div');
  private readonly buttons = element('div', {
    class: 'buttons',
    role: 'group',
    'aria-label': l10n.t('Training'),
  });
  private readonly problems = element('div');

  constructor(private readonly run: (command: RunCommandName) => void) {
    this.element.append(
      element('div', { class: 'title' }, this.name, this.stateText),
      this.progress,
      this.buttons,
      this.problems,
    );
  }

  show(state: RunState): void {
    const { text, tone } = state.state;
    if (this.name.textContent !== state.name) this.name.textContent = state.name;
    if (this.stateText.textContent !== text) this.stateText.textContent = text;
    this.stateText.dataset.tone = tone;
    rerenderChanged(this.progress, [state.progress, state.gpu, state.isRunning], () => progress(state));
    rerenderChanged(this.buttons, state.commands, () => state.commands.map((each) => this.button(each)));
    rerenderChanged(this.problems, state.problems, () => problems(state));
  }

  private button({ command, disabled, asks = false }: RunState['commands'][number]): HTMLElement {
    const made = button({
      // One of another machine goes on here only by exception.
      label: command === 'resume' && asks ? l10n.t('Resume Here…') : commandLabel(command),
      icon: ICONS[command],
      primary: PRIMARY.has(command) && !asks,
      key: `command ${command}`,
      onClick: () => this.run(command),
    });
    if (disabled === undefined) return made;
    made.disabled = true;
    made.title = disabled;
    made.setAttribute('aria-description', disabled);
    return made;
  }
}

function progress({ progress: at, gpu, isRunning }: RunState): HTMLElement[] {
  if (!at) return [];
  const part = at.totalSteps > 0 ? Math.min(1, at.step / at.totalSteps) : 0;
  const fill = element('div', { class: 'fill' });
  fill.style.width = `${part * 100}%`;
  const bar = element('div', { class: 'progress', role: 'progressbar', 'aria-label': l10n.t('Steps') }, fill);
  bar.setAttribute('aria-valuemin', '0');
  bar.setAttribute('aria-valuemax', String(at.totalSteps));
  bar.setAttribute('aria-valuenow', String(at.step));
  const facts: [string, string][] = [[l10n.t('Step'), l10n.t('{0} of {1}', at.step, at.totalSteps)]];
  if (at.epoch !== undefined)
    facts.push([l10n.t('Epoch'), at.epochs === undefined ? String(at.epoch) : l10n.t('{0} of {1}', at.epoch, at.epochs)]); // prettier-ignore
  if (at.loss !== undefined) facts.push([l10n.t('Loss'), short(at.loss)]);
  if (at.secondsPerStep !== undefined) facts.push([l10n.t('Speed'), speed(at.secondsPerStep)]);
  if (at.secondsLeft !== undefined && isRunning) facts.push([l10n.t('Left'), duration(at.secondsLeft)]);
  if (at.secondsTrained !== undefined) facts.push([l10n.t('Trained'), duration(at.secondsTrained)]);
  if (gpu) facts.push([l10n.t('GPU memory'), l10n.t('{0} of {1} GB', gigabytes(gpu.used), gigabytes(gpu.total))]); // prettier-ignore
  return [
    bar,
    labelled(
      facts.map(([label, value]) => ({ label, value })),
      'numbers',
    ),
  ];
}

function problems({ problems: all }: RunState): HTMLElement[] {
  if (all.length === 0) return [];
  const rows = all.map(({ level, message, fix }) =>
    element(
      'li',
      { 'data-tone': level === 'error' ? 'bad' : 'waiting' },
      icon(level),
      element('div', {}, element('p', {}, message), fix === undefined ? undefined : element('p', { class: 'hint' }, fix)), // prettier-ignore
    ),
  );
  return [element('ul', { class: 'problems', 'aria-label': l10n.t('Problems') }, ...rows)];
}

/** Labels with their values. */
export function labelled(
  facts: readonly { readonly label: string; readonly value: string }[],
  name: string,
): HTMLElement {
  const rows = facts.map(({ label, value }) =>
    element('div', {}, element('dt', {}, label), element('dd', {}, value)),
  );
  return element('dl', { class: name }, ...rows);
}

const gigabytes = (bytes: number) => (bytes / 1024 ** 3).toFixed(1);

const speed = (secondsPerStep: number) =>
  secondsPerStep >= 1
    ? l10n.t('{0} s a step', short(secondsPerStep))
    : l10n.t('{0} steps a second', short(1 / secondsPerStep));

function commandLabel(command: RunCommandName): string {
  switch (command) {
    case 'saveNow':
      return l10n.t('Save Now');
    case 'stopAndSave':
      return l10n.t('Stop and Save');
    case 'stop':
      return l10n.t('Stop');
    case 'resume':
      return l10n.t('Resume');
    case 'showInModels':
      return l10n.t('Model Details');
    case 'testPrompts':
      return l10n.t('Test Prompts');
    case 'showTerminal':
      return l10n.t('Terminal');
    case 'trainAgain':
      return l10n.t('Train Again');
    case 'compare':
      return l10n.t('Compare…');
    case 'openTrainingFile':
      return l10n.t('Training File');
    case 'openFolder':
      return l10n.t('Open Folder');
  }
}
