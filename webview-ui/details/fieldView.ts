import * as l10n from '@vscode/l10n';
import type { DetailsField } from '../../src/protocol/details';
import {
  button,
  describeControl,
  focusAtEnd,
  type TextControl,
  textArea,
  textField,
} from '../shared/components';
import { element, rerender } from '../shared/dom';
import { BASE_MODELS } from './baseModels';
import { fieldText } from './fieldText';
import { steppedWeight } from './form';

/** What a field shows besides its text. */
export interface FieldNotes {
  /** `from Civitai`. */
  readonly source: string | undefined;
  readonly placeholder: string;
  readonly error: string | undefined;
  /** Civitai's value where the user's own differs, as the form would show it. */
  readonly offer: string | undefined;
  /** What the host says now, where it changed while the user was typing. */
  readonly changed: string | undefined;
}

export interface FieldActions {
  readonly onInput: (field: DetailsField, text: string) => void;
  readonly onApplyOffer: (field: DetailsField) => void;
  readonly onUseChanged: (field: DetailsField) => void;
}

/** One field of the form: made once, so that caret and focus stay where they are when the host sends news. */
export class FieldView {
  readonly root: HTMLElement;
  private readonly control: TextControl;
  private readonly source = element('span', { class: 'source' });
  private readonly notes = element('div', { class: 'notes' });
  private shownNotes = '';

  constructor(
    private readonly field: DetailsField,
    private readonly actions: FieldActions,
  ) {
    const { label, rows } = fieldText(field);
    const id = `field-${field}`;
    this.control = rows
      ? textArea(id, label, rows)
      : textField(id, label, field === 'base_model' ? BASE_MODELS : []);
    this.control.addEventListener('input', () => this.actions.onInput(field, this.control.value));
    if (field === 'preferred_weight') this.stepWithArrows();
    this.root = element('div', { class: `field field-${field}` }, this.control, this.source, this.notes);
  }

  /** Shows the text, unless it is what is shown already: setting it again would move the caret. */
  show(text: string, notes: FieldNotes): void {
    if (this.control.value !== text) this.control.value = text;
    this.control.placeholder = notes.placeholder;
    this.source.textContent = notes.source ?? '';
    const { hint } = fieldText(this.field);
    const source = notes.source && `${notes.source}.`;
    const spoken = [notes.error, source, hint].filter((part) => part).join(' ');
    describeControl(this.control, spoken, notes.error !== undefined);
    this.showNotes(notes, hint);
  }

  focus(): void {
    focusAtEnd(this.control);
  }

  private showNotes(notes: FieldNotes, hint: string | undefined): void {
    const key = JSON.stringify([notes.error, notes.offer, notes.changed]);
    if (key === this.shownNotes) return;
    this.shownNotes = key;
    const { inSentence } = fieldText(this.field);
    const rows: Node[] = [];
    if (notes.error !== undefined) rows.push(element('p', { class: 'error', role: 'alert' }, notes.error));
    else if (hint) rows.push(element('p', { class: 'hint' }, hint));
    if (notes.changed !== undefined) {
      rows.push(
        this.offerRow(l10n.t('Changed meanwhile:'), notes.changed, {
          label: l10n.t('Use It'),
          spoken: l10n.t('Use the changed {0}', inSentence),
          key: `changed-${this.field}`,
          onClick: () => this.actions.onUseChanged(this.field),
        }),
      );
    }
    if (notes.offer !== undefined) {
      rows.push(
        this.offerRow(l10n.t('Civitai says:'), notes.offer, {
          label: l10n.t('Take Civitai’s'),
          spoken: l10n.t('Take Civitai’s {0}', inSentence),
          key: `offer-${this.field}`,
          onClick: () => this.actions.onApplyOffer(this.field),
        }),
      );
    }
    rerender(this.notes, ...rows);
  }

  private offerRow(lead: string, text: string, action: Parameters<typeof button>[0]): HTMLElement {
    return element(
      'div',
      { class: 'offer' },
      element(
        'div',
        { class: 'offer-text' },
        element('b', {}, lead),
        ` ${text === '' ? l10n.t('(nothing)') : text}`,
      ),
      button(action),
    );
  }

  private stepWithArrows(): void {
    this.control.setAttribute('inputmode', 'decimal');
    this.control.addEventListener('keydown', (event) => {
      const steps = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
      if (steps === 0) return;
      event.preventDefault();
      this.control.value = steppedWeight(this.control.value, steps);
      this.actions.onInput(this.field, this.control.value);
    });
  }
}
