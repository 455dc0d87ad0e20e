import * as l10n from '@vscode/l10n';
import type { FormCaptionChange } from '../../../src/protocol/training';
import { button, textField } from '../../shared/components';
import { element } from '../../shared/dom';

/** Changes the captions of the pictures that are selected; of all that are shown where none is. */
export class BulkBar {
  private readonly bracketHint = element(
    'p',
    { class: 'hint' },
    l10n.t('A tag ends at each comma, as it does when the trainer shuffles tags, so (a, b:1.2) is two. Type both, with the comma, to change them together.'), // prettier-ignore
  );
  readonly element = element('details', { class: 'bulk' });
  private readonly summary = element('summary');
  private readonly tag = textField('bulk-tag', l10n.t('Tag'));
  private readonly by = textField('bulk-by', l10n.t('Replace by'));

  constructor(
    onChange: (change: FormCaptionChange) => void,
    private readonly select: (which: 'all' | 'none') => void,
  ) {
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
      this.bracketHint,
      element(
        'div',
        { class: 'row' },
        button({ label: l10n.t('Select All Shown'), key: 'select all', onClick: () => this.select('all') }),
        button({ label: l10n.t('Select None'), key: 'select none', onClick: () => this.select('none') }),
      ),
    );
    this.setCount(0, 0);
  }

  /** The tag to work on. */
  choose(tag: string): void {
    this.tag.value = tag;
  }

  /** Said only where a caption has such brackets. */
  setHasSplitBrackets(has: boolean): void {
    this.bracketHint.hidden = !has;
  }

  setCount(selected: number, shown: number): void {
    this.summary.textContent =
      selected > 0
        ? l10n.t('Change the captions of the {0} pictures selected', selected)
        : l10n.t('Change the captions of the {0} pictures shown', shown);
  }
}
