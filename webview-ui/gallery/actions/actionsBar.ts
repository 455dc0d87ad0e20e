import * as l10n from '@vscode/l10n';
import type { GalleryMarks } from '../../../src/protocol/gallery';
import { button, textField } from '../../shared/components';
import { element } from '../../shared/dom';
import { selectedText } from '../labels';

export interface BarEvents {
  readonly onCopyPrompts: () => void;
  readonly onInsert: () => void;
  readonly onTrash: () => void;
  readonly onFavourite: () => void;
  readonly onMark: (marks: GalleryMarks) => void;
  readonly onCompare: () => void;
  readonly onMore: (x: number, y: number) => void;
  readonly onNone: () => void;
}

/** What can be done to the pictures that are selected. */
export class ActionsBar {
  readonly root = element('div', {
    class: 'actions',
    role: 'toolbar',
    'aria-label': l10n.t('Selected pictures'),
  });
  private readonly count = element('span', { class: 'selected-count', role: 'status' });
  private readonly compare = iconButton(l10n.t('Compare'), 'split-horizontal', 'compare', () =>
    this.events.onCompare(),
  );
  private readonly trash = iconButton(l10n.t('Move to Trash'), 'trash', 'trash', () => this.events.onTrash());
  private readonly marks = element('span', { class: 'group' });
  private readonly tags = element('div', {
    class: 'tags-popup',
    role: 'group',
    'aria-label': l10n.t('Tags'),
  });
  private readonly tagField = textField('bulk-tags', l10n.t('Tags, with commas between them'));

  constructor(private readonly events: BarEvents) {
    this.marks.append(
      iconButton(l10n.t('Favourite (F)'), 'heart', 'favourite', () => events.onFavourite()),
      iconButton(l10n.t('Tags…'), 'tag', 'tags', () => this.toggleTags()),
      iconButton(l10n.t('Copy Prompts'), 'copy', 'copyPrompts', () => events.onCopyPrompts()),
    );
    const more = iconButton(l10n.t('More Actions…'), 'ellipsis', 'more', () => {
      const { left, top } = more.getBoundingClientRect();
      events.onMore(left, top);
    });
    this.root.append(
      this.count,
      this.compare,
      this.marks,
      iconButton(l10n.t('Insert into Editor'), 'insert', 'insert', () => events.onInsert()),
      this.trash,
      more,
      iconButton(l10n.t('Select None (Esc)'), 'close', 'none', () => events.onNone()),
      this.tags,
    );
    this.buildTags();
    this.root.hidden = true;
  }

  /** Shows how many are selected; without any there is no bar. */
  show(count: number, isOfModels: boolean): void {
    this.root.hidden = count === 0;
    this.count.textContent = selectedText(count);
    this.compare.hidden = count !== 2 || isOfModels;
    this.marks.hidden = this.trash.hidden = isOfModels;
    if (count === 0) this.tags.hidden = true;
  }

  private buildTags(): void {
    const change = (how: 'addTags' | 'removeTags') => () => {
      const tags = splitTags(this.tagField.value);
      if (tags.length === 0) return;
      this.events.onMark({ [how]: tags });
      this.tagField.value = '';
      this.tags.hidden = true;
    };
    this.tags.append(
      this.tagField,
      button({ label: l10n.t('Add'), key: 'add tags', primary: true, onClick: change('addTags') }),
      button({ label: l10n.t('Remove'), key: 'remove tags', onClick: change('removeTags') }),
    );
    this.tags.hidden = true;
    this.tagField.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') change('addTags')();
      else if (event.key === 'Escape') this.tags.hidden = true;
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  private toggleTags(): void {
    this.tags.hidden = !this.tags.hidden;
    if (!this.tags.hidden) this.tagField.focus();
  }
}

/** The tags of a text with commas between them. */
export function splitTags(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
}

export function iconButton(label: string, icon: string, key: string, onClick: () => void) {
  return button({ label, icon, iconOnly: true, key, onClick });
}
