import * as l10n from '@vscode/l10n';
import {
  type DetailsDraft,
  type DetailsField,
  detailsHostSide,
  type DetailsModel,
  detailsPageSide,
  type DetailsPersisted,
  type DetailsState,
  parsePersisted,
} from '../../src/protocol/details';
import { button } from '../shared/components';
import { element, rerender } from '../shared/dom';
import { connectHost, type Host } from '../shared/host';
import { errorText, StatusLine } from '../shared/statusLine';
import { links, plainText } from '../shared/plainText';
import { card } from './card';
import { type InfoActions, infoSections } from './info';
import { FieldView } from './fieldView';

import { FIELD_ORDER, fieldText } from './fieldText';
import { DetailsForm, fieldError, type FormText, formText } from './form';

/** The Details page: shows the state that the host sends, and keeps what is typed until it is saved. */
export class DetailsPage {
  private readonly host: Host<typeof detailsHostSide, typeof detailsPageSide>;
  private readonly head = element('header', { class: 'card' });
  private readonly info = element('div', { class: 'info' });
  private readonly editor = element('form', { class: 'editor', 'aria-label': l10n.t('Your metadata') });
  private readonly status = new StatusLine();
  private readonly main = element('main');
  private readonly gone = element('p', { class: 'gone', role: 'status' });
  private readonly save = button({
    label: l10n.t('Save'),
    primary: true,
    key: 'save',
    onClick: () => void this.saveForm(),
  });
  private readonly revert = button({
    label: l10n.t('Revert'),
    key: 'revert',
    onClick: () => this.revertForm(),
  });
  private readonly fields = new Map<DetailsField, FieldView>();
  private model: DetailsModel | undefined;
  private form: DetailsForm | undefined;
  private persisted: DetailsPersisted | undefined;
  /** What was typed into a page of this model that was closed. */
  private draft: DetailsDraft | undefined;
  private saving = false;
  /** The first answer has come. What the host sends before waits for it: the draft comes with it. */
  private started = false;
  private early: DetailsState | undefined;

  constructor() {
    this.host = connectHost<typeof detailsHostSide, typeof detailsPageSide>(
      detailsHostSide,
      detailsPageSide,
      {
        state: (state) => {
          if (this.started) this.show(state);
          else this.early = state;
        },
      },
    );
    this.persisted = parsePersisted(this.host.getState());
    this.build();
    void this.start();
  }

  private async start(): Promise<void> {
    const scroll = this.persisted?.scroll ?? 0;
    try {
      const { state, draft } = await this.host.connection.request('ready', undefined);
      this.started = true;
      this.draft = draft;
      this.show(this.early ?? state);
      window.scrollTo(0, scroll);
    } catch (error) {
      this.gone.textContent = `${l10n.t('The details cannot be shown.')} ${errorText(error)}`;
      this.gone.hidden = false;
    }
  }

  private build(): void {
    for (const field of FIELD_ORDER) {
      const view = new FieldView(field, {
        onInput: (name, text) => this.typed(name, text),
        onApplyOffer: (name) => void this.applyOffer(name),
        onUseChanged: (name) => this.useChanged(name),
      });
      this.fields.set(field, view);
      this.editor.append(view.root);
    }
    this.editor.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.saveForm();
    });
    const bar = element('div', { class: 'save-bar' }, this.save, this.revert, this.status.element);
    this.main.append(this.head, element('div', { class: 'columns' }, this.editor, this.info), bar);
    this.main.hidden = true;
    this.gone.hidden = true;
    document.body.append(this.main, this.gone);
    document.addEventListener('keydown', (event) => {
      const isSave = event.key.toLowerCase() === 's' && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (!isSave || event.shiftKey) return;
      event.preventDefault();
      void this.saveForm();
    });
    window.addEventListener('scroll', () => this.remember(), { passive: true });
  }

  private show(state: DetailsState): void {
    this.main.hidden = state.kind !== 'model';
    this.gone.hidden = state.kind === 'model';
    if (state.kind === 'unknown') {
      this.gone.textContent = state.why;
      return;
    }
    this.model = state;
    const base = this.baseOf(state);
    if (this.form) this.form.update(base);
    else {
      const own = this.persisted?.path === state.path ? this.persisted.draft : undefined;
      this.form = new DetailsForm(base, own ?? this.draft);
      this.sayDirty();
    }
    const actions: InfoActions = {
      run: (command) => void this.status.attempt(() => this.host.connection.request('run', command)),
      copy: (what) =>
        void this.status.attempt(async () => {
          await this.host.connection.request('copy', what);
          this.status.say(l10n.t('Copied.'));
        }),
      openPicture: () =>
        void this.status.attempt(() => this.host.connection.request('openPicture', undefined)),
      openLink: (url) => void this.status.attempt(() => this.host.connection.request('openLink', { url })),
    };
    const described = state.htmlDescription ? links(state.values.description ?? '') : [];
    rerender(this.head, ...card(state, actions));
    rerender(this.info, ...infoSections(state, described, actions));
    this.showForm();
  }

  private baseOf(model: DetailsModel): FormText {
    return formText(model.values, model.htmlDescription ? plainText : undefined);
  }

  private showForm(): void {
    const { form, model } = this;
    if (!form || !model) return;
    const offers = formText(model.offers, plainText);
    for (const [field, view] of this.fields) {
      const text = form.text(field);
      view.show(text, {
        source: model.sources[field],
        placeholder: model.placeholders[field] ?? '',
        error: fieldError(field, text),
        offer: field in model.offers ? offers[field] : undefined,
        changed: form.changedUnderneath(field),
      });
      view.root.classList.toggle('edited', form.isEdited(field));
    }
    this.save.disabled = !form.dirty || this.saving;
    this.revert.disabled = !form.dirty || this.saving;
    this.remember();
    this.host.connection.notify('draft', form.dirty ? { draft: form.draft() } : {});
  }

  private typed(field: DetailsField, text: string): void {
    this.form?.type(field, text);
    this.sayDirty();
    this.showForm();
  }

  private sayDirty(): void {
    this.status.say(this.form?.dirty ? l10n.t('Not saved yet. Ctrl+S saves.') : '');
  }

  private revertForm(): void {
    this.form?.revert();
    this.showForm();
    this.status.say(l10n.t('Back to what was saved.'));
    // The button that was pressed is disabled now and would lose the focus to nowhere.
    this.fields.get('name')?.focus();
  }

  private useChanged(field: DetailsField): void {
    this.form?.revert(field);
    this.showForm();
    this.fields.get(field)?.focus();
  }

  private async applyOffer(field: DetailsField): Promise<void> {
    await this.status.attempt(async () => {
      const state = await this.host.connection.request('applyOffer', { field });
      this.form?.revert(field);
      this.show(state);
      this.status.say(l10n.t('{0}: Civitai’s value taken.', fieldText(field).label));
      this.fields.get(field)?.focus();
    });
  }

  private async saveForm(): Promise<void> {
    const { form } = this;
    if (!form?.dirty || this.saving) return;
    const wrong = form.firstError();
    if (wrong) {
      const why = fieldError(wrong, form.text(wrong)) ?? '';
      this.status.say(`${fieldText(wrong).label}: ${why}`, 'bad');
      this.fields.get(wrong)?.focus();
      return;
    }
    const hadFocus = document.activeElement === this.save;
    const sent = form.texts();
    this.saving = true;
    this.status.say(l10n.t('Saving…'));
    this.showForm();
    await this.status.attempt(async () => {
      const state = await this.host.connection.request('save', { edits: form.changes() });
      this.saving = false;
      if (state.kind === 'model') form.update(this.baseOf(state));
      form.saved(sent);
      this.show(state);
      this.status.say(l10n.t('Saved.'), 'good');
    });
    this.saving = false;
    this.showForm();
    if (hadFocus) this.fields.get('name')?.focus();
  }

  private remember(): void {
    if (!this.model) return;
    const draft = this.form?.dirty ? { draft: this.form.draft() } : {};
    this.persisted = { path: this.model.path, scroll: Math.round(window.scrollY), ...draft };
    this.host.setState(this.persisted);
  }
}
