import * as l10n from '@vscode/l10n';
import type { FormState } from '../../src/protocol/training';
import { button, searchField } from '../shared/components';
import { element } from '../shared/dom';
import { FieldControl, type FieldActions } from './fieldControl';

/** All other fields and the options of the trainer, to be searched by any of their names. */
export class Advanced {
  readonly element: HTMLElement;
  private readonly details = element('details', { class: 'advanced' });
  private readonly search = searchField('advanced-search', l10n.t('Search settings, also by the trainer’s names')); // prettier-ignore
  private readonly fields = element('div', { class: 'fields' });
  private readonly extras = element('div', { class: 'fields' });
  private readonly nothing = element('p', { class: 'hint' }, l10n.t('No setting has that name.'));
  private readonly optionName = element('input', { type: 'text', id: 'option-name' });
  private readonly optionNames = element('datalist', { id: 'option-names' });
  private readonly controls = new Map<string, FieldControl>();
  private readonly extraControls = new Map<string, FieldControl>();
  private options = '';

  constructor(
    private readonly actions: FieldActions,
    private readonly addExtra: (name: string) => void,
  ) {
    this.search.addEventListener('input', () => this.filter());
    this.optionName.setAttribute('list', this.optionNames.id);
    this.optionName.spellcheck = false;
    this.optionName.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.addOption();
    });
    const add = button({ label: l10n.t('Add'), key: 'add option', onClick: () => this.addOption() });
    this.details.append(
      element('summary', {}, element('h2', {}, l10n.t('Advanced'))),
      this.search,
      this.nothing,
      this.fields,
      element('h3', {}, l10n.t('Options of the trainer')),
      element('p', { class: 'hint' }, l10n.t('By its own names; they win over the fields above.')),
      this.extras,
      element(
        'div',
        { class: 'row add' },
        element('label', { for: 'option-name' }, l10n.t('Option')),
        this.optionName,
        add,
        this.optionNames,
      ),
    );
    this.element = element('section', { 'aria-label': l10n.t('Advanced') }, this.details);
  }

  update({ fields, extras, options }: FormState, isReadOnly: boolean): void {
    const shown = fields.filter(({ isMain }) => !isMain);
    sync(this.controls, this.fields, shown, (field) => new FieldControl(field, this.actions));
    const extraFields = extras.map(({ name, value, problems }) => ({ path: `extra.${name}`, kind: 'several' as const, value, problems, label: name })); // prettier-ignore
    sync(this.extraControls, this.extras, extraFields, (field) => new FieldControl(field, this.actions)); // prettier-ignore
    for (const each of [...this.controls.values(), ...this.extraControls.values()]) each.setReadOnly(isReadOnly); // prettier-ignore
    const all = options.join('\n');
    if (all !== this.options) {
      this.options = all;
      this.optionNames.replaceChildren(...options.map((name) => new Option(name, name)));
    }
    this.filter();
  }

  control(path: string): FieldControl | undefined {
    return this.controls.get(path) ?? this.extraControls.get(path);
  }

  open(): void {
    this.details.open = true;
  }

  get isOpen(): boolean {
    return this.details.open;
  }

  onToggle(toggled: () => void): void {
    this.details.addEventListener('toggle', toggled);
  }

  private addOption(): void {
    const name = this.optionName.value.trim();
    if (!/^[\w-]+$/.test(name)) return;
    this.optionName.value = '';
    // What it has to be, only its own kind tells: `true` is a value of most, and can be typed over.
    this.addExtra(name);
  }

  private filter(): void {
    const words = this.search.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    let count = 0;
    for (const each of this.controls.values()) {
      const fits = words.every((word) => each.words.includes(word));
      each.element.hidden = !fits;
      if (fits) count++;
    }
    this.nothing.hidden = count > 0;
  }
}

/** Keeps the controls that are there, so that none loses the focus; adds and removes the others. */
export function sync<F extends Parameters<FieldControl['update']>[0] & { readonly path: string }>(
  controls: Map<string, FieldControl>,
  container: HTMLElement,
  fields: readonly F[],
  make: (field: F) => FieldControl,
): void {
  const wanted = new Set(fields.map(({ path }) => path));
  for (const [path, each] of controls) {
    if (wanted.has(path)) continue;
    each.element.remove();
    controls.delete(path);
  }
  for (const field of fields) {
    const known = controls.get(field.path);
    if (known) known.update(field);
    else {
      const made = make(field);
      controls.set(field.path, made);
      container.append(made.element);
    }
  }
}
