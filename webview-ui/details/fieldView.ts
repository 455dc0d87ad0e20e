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
import { steppedWeight } from './form';

/** What a field shows besides its text. */
export interface FieldNotes {
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

/** Label, hint for an empty mind, and height of each field; its order is the form's. */
export const FIELD_LABELS: Record<DetailsField, { label: string; hint?: string; rows?: number }> = {
  name: { label: 'Name' },
  trigger_words: { label: 'Trigger words', hint: 'One per line.', rows: 4 },
  base_model: { label: 'Base model' },
  preferred_weight: { label: 'Preferred weight', hint: '−5 to 5. Arrow keys step by 0.05.' },
  tags: { label: 'Tags', hint: 'Separated by commas.' },
  description: { label: 'Description', rows: 8 },
  notes: { label: 'Notes', hint: 'Only yours: no fetch touches them.', rows: 4 },
};

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
    const { label, rows } = FIELD_LABELS[field];
    const id = `field-${field}`;
    this.control = rows
      ? textArea(id, label, rows)
      : textField(id, label, field === 'base_model' ? BASE_MODELS : []);
    this.control.addEventListener('input', () => this.actions.onInput(field, this.control.value));
    if (field === 'preferred_weight') this.stepWithArrows();
    this.root = element('div', { class: `field field-${field}` }, this.control, this.source, this.notes);
  }

  /** Shows the text, unless it is what is shown already: setting it anew would move the caret. */
  show(text: string, notes: FieldNotes): void {
    if (this.control.value !== text) this.control.value = text;
    this.control.placeholder = notes.placeholder;
    this.source.textContent = notes.source ? `from ${notes.source}` : '';
    const { hint } = FIELD_LABELS[this.field];
    const source = notes.source && `${this.source.textContent}.`;
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
    const { label } = FIELD_LABELS[this.field];
    const rows: Node[] = [];
    if (notes.error !== undefined) rows.push(element('p', { class: 'error', role: 'alert' }, notes.error));
    else if (hint) rows.push(element('p', { class: 'hint' }, hint));
    if (notes.changed !== undefined) {
      rows.push(
        this.offerRow('Changed meanwhile:', notes.changed, {
          label: 'Use It',
          spoken: `Use the changed ${label.toLowerCase()}`,
          key: `changed-${this.field}`,
          onClick: () => this.actions.onUseChanged(this.field),
        }),
      );
    }
    if (notes.offer !== undefined) {
      rows.push(
        this.offerRow('Civitai says:', notes.offer, {
          label: 'Take Civitai’s',
          spoken: `Take Civitai’s ${label.toLowerCase()}`,
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
      element('div', { class: 'offer-text' }, element('b', {}, lead), ` ${text === '' ? '(nothing)' : text}`),
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
