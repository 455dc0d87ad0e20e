import * as l10n from '@vscode/l10n';
import type { FormFieldState, FormProblem } from '../../src/protocol/training';
import { button } from '../shared/components';
import { element, icon } from '../shared/dom';
import { errorText } from '../shared/statusLine';

/** How long typing has to pause before it is written into the file. */
const TYPING_MS = 300;
/** VS Code backs a changed file up after a second: until then a reload would lose what was written into it. */
const BACKUP_MS = 2000;

export interface FieldActions {
  /** Writes a field. @throws where its value cannot be that */
  readonly set: (path: string, value: string) => Promise<void>;
  readonly browse: (path: string) => void;
  /** Keeps what is typed and not written yet; undefined: it is written. */
  readonly draft: (path: string, text: string | undefined) => void;
}

type Field = Pick<FormFieldState, 'path' | 'kind' | 'value' | 'usual' | 'problems'> &
  Partial<Pick<FormFieldState, 'label' | 'help' | 'option' | 'choices'>>;

/** One field of the form. What is typed is written once typing pauses; what the file says then is shown. */
export class FieldControl {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
  private readonly notes = element('div', { class: 'notes' });
  private readonly usual = element('button', { class: 'link usual', type: 'button' });
  private field: Field;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private forget: ReturnType<typeof setTimeout> | undefined;
  private pending = false;
  private fault = '';

  constructor(
    field: Field,
    private readonly actions: FieldActions,
    suggestions?: HTMLDataListElement,
    names?: Readonly<Record<string, string>>,
  ) {
    this.field = field;
    const id = `field-${field.path}`;
    this.input = control(field, names);
    this.input.id = id;
    this.input.dataset.key = id;
    if (suggestions && this.input instanceof HTMLInputElement)
      this.input.setAttribute('list', suggestions.id);
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('change', () => void this.write());
    this.input.addEventListener('blur', () => void this.write());
    this.usual.addEventListener('click', () => void this.use(this.field.usual ?? ''));
    const label = element('label', { for: id }, ...labelOf(field));
    const help = element('p', { class: 'hint', id: `${id}-help` }, (field.help ?? '').replaceAll('`', ''));
    this.input.setAttribute('aria-describedby', `${id}-help ${id}-notes`);
    this.notes.id = `${id}-notes`;
    const row =
      field.kind === 'path'
        ? element('div', { class: 'row' }, this.input, button({ label: l10n.t('Browse…'), spoken: l10n.t('Browse: {0}', field.label ?? field.path), key: `browse ${field.path}`, onClick: () => this.actions.browse(field.path) })) // prettier-ignore
        : element('div', { class: 'row' }, this.input);
    this.element =
      field.kind === 'flag'
        ? element('div', { class: 'field flag' }, element('div', { class: 'row' }, this.input, label), help, this.usual, this.notes) // prettier-ignore
        : element('div', { class: 'field' }, label, row, help, this.usual, this.notes);
    this.update(field);
  }

  /** All that a search may look for. */
  get words(): string {
    const { path, label = '', option = '', help = '' } = this.field;
    return `${path} ${label} ${option} ${help}`.toLowerCase();
  }

  get isSet(): boolean {
    return this.field.value !== undefined;
  }

  get hasProblems(): boolean {
    return this.field.problems.length > 0;
  }

  update(field: Field): void {
    this.field = field;
    // What is being typed is newer than what the file says.
    if (!this.pending && this.fault === '') this.show(field.value ?? '');
    const { value, usual } = field;
    this.usual.hidden = usual === undefined || usual === (value ?? '');
    this.usual.textContent = l10n.t('Usual: {0}', (usual ?? '').replaceAll('\n', ', '));
    this.usual.title = l10n.t('Use this value');
    this.element.classList.toggle('changed', usual !== undefined && value !== undefined && value !== usual);
    if (!(this.input instanceof HTMLSelectElement) && this.input.type !== 'checkbox') this.input.placeholder = ''; // prettier-ignore
    this.showNotes();
  }

  setReadOnly(isReadOnly: boolean): void {
    this.input.disabled = isReadOnly;
  }

  focus(): void {
    this.input.focus();
  }

  private show(value: string): void {
    if (this.input instanceof HTMLInputElement && this.input.type === 'checkbox')
      this.input.checked = value === 'true'; // prettier-ignore
    else if (this.input.value !== value) {
      // A choice that is none stays to be seen, with its problem.
      if (this.input instanceof HTMLSelectElement && ![...this.input.options].some((each) => each.value === value))
        this.input.append(new Option(value, value)); // prettier-ignore
      this.input.value = value;
    }
    if (this.input instanceof HTMLTextAreaElement) this.input.rows = Math.min(8, Math.max(this.field.kind === 'list' ? 2 : 1, value.split('\n').length)); // prettier-ignore
  }

  /** Writes what was typed before the page was loaded again. */
  restore(text: string): void {
    this.pending = true;
    this.show(text);
    void this.write();
  }

  private typed(): void {
    this.pending = true;
    clearTimeout(this.forget);
    this.actions.draft(this.field.path, this.typedText());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.write(), TYPING_MS);
  }

  private async use(value: string): Promise<void> {
    this.fault = '';
    this.pending = false;
    this.show(value);
    await this.send(value);
    this.input.focus();
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    // What a control shows may not be what the file says (an unset flag, a value that is no choice): only what was typed is written.
    if (!this.pending && this.fault === '') return;
    const value = this.typedText();
    if (value !== (this.field.value ?? '') || this.fault !== '') await this.send(value);
    else this.settle();
  }

  private typedText(): string {
    const { input } = this;
    return input instanceof HTMLInputElement && input.type === 'checkbox'
      ? String(input.checked)
      : input.value;
  }

  private settle(): void {
    this.pending = false;
    clearTimeout(this.forget);
    this.forget = setTimeout(() => this.actions.draft(this.field.path, undefined), BACKUP_MS);
  }

  private async send(value: string): Promise<void> {
    try {
      await this.actions.set(this.field.path, value);
      this.fault = '';
      // What was typed meanwhile is not written yet, and newer than what the file says.
      if (this.typedText() === value) this.settle();
    } catch (error) {
      this.fault = errorText(error);
    }
    this.showNotes();
  }

  private showNotes(): void {
    const own: FormProblem[] = this.fault === '' ? [] : [{ level: 'error', message: this.fault, fix: '' }];
    const all = [...own, ...this.field.problems];
    this.notes.replaceChildren(...all.map(problemNote));
    this.input.setAttribute('aria-invalid', String(all.some(({ level }) => level === 'error')));
    this.element.classList.toggle(
      'invalid',
      all.some(({ level }) => level === 'error'),
    );
  }
}

/** A problem with its fix. */
export function problemNote({ level, message, fix }: FormProblem): HTMLElement {
  return element(
    'p',
    { class: 'problem', 'data-tone': level },
    icon(level),
    element('span', {}, message, fix === '' ? undefined : ' ', fix === '' ? undefined : element('span', { class: 'hint' }, fix)), // prettier-ignore
  );
}

function labelOf({ path, label, option }: Field): (HTMLElement | string)[] {
  const name = label === undefined ? [element('code', {}, path)] : [label];
  const others = [label === undefined ? undefined : path, option].filter((each) => each !== undefined);
  return others.length === 0 ? name : [...name, ' ', element('span', { class: 'names' }, others.join(' · '))];
}

function control({ kind, choices, value }: Field, names: Readonly<Record<string, string>> = {}) {
  if (choices) {
    const select = element('select', {});
    for (const choice of ['', ...choices]) select.append(new Option(names[choice] ?? choice, choice));
    return select;
  }
  // A field of one line drops the line ends between the values of a list.
  if (kind === 'list' || kind === 'several' || value?.includes('\n') === true) return element('textarea', {});
  const input = element('input', { type: kind === 'flag' ? 'checkbox' : 'text' });
  if (kind === 'number') input.inputMode = 'decimal';
  input.autocomplete = 'off';
  input.spellcheck = false;
  return input;
}
