import * as l10n from '@vscode/l10n';
import type { FormCaptionChange } from '../../../src/protocol/training';
import { button, textField } from '../../shared/components';
import { element } from '../../shared/dom';

/** Changes the captions of all pictures that are shown. */
export class BulkBar {
  readonly element = element('details', { class: 'bulk' });
  private readonly summary = element('summary');
  private readonly tag = textField('bulk-tag', l10n.t('Tag'));
  private readonly by = textField('bulk-by', l10n.t('Replace by'));

  constructor(onChange: (change: FormCaptionChange) => void) {
    const act = (label: string, key: string, change: (tag: string) => FormCaptionChange) =>
      button({
        label,
        key,
        onClick: () => {
          const tag = this.tag.value.trim();
          if (tag !== '') onChange(change(tag));
        },
      });
    this.element.append(
      this.summary,
      element(
        'div',
        { class: 'row bulk-row' },
        this.tag,
        act(l10n.t('Add in Front'), 'prepend', (tag) => ({ kind: 'prepend', tag })),
        act(l10n.t('Remove'), 'remove tag', (tag) => ({ kind: 'remove', tag })),
        this.by,
        act(l10n.t('Replace'), 'replace', (tag) => ({ kind: 'replace', tag, by: this.by.value })),
      ),
    );
    this.setCount(0);
  }

  /** The tag to work on. */
  choose(tag: string): void {
    this.tag.value = tag;
  }

  setCount(count: number): void {
    this.summary.textContent = l10n.t('Change the captions of the {0} pictures shown', count);
  }
}
