import * as l10n from '@vscode/l10n';
import type { FormPicture } from '../../../src/protocol/training';
import { element, icon } from '../../shared/dom';
import { errorText } from '../../shared/statusLine';
import { problemNote } from '../fieldControl';
import type { PictureActions } from './picturesPane';

/** One picture with its caption. */
export class PictureCard {
  readonly element = element('li', { class: 'card' });
  private readonly frame = element('button', { type: 'button', class: 'frame' });
  private readonly facts = element('p', { class: 'hint' });
  private readonly notes = element('div', { class: 'notes' });
  private readonly caption = element('textarea', {});
  private readonly missing = element('p', { class: 'hint missing' });
  private shown = '';
  private typed = false;

  constructor(
    private picture: FormPicture,
    trigger: string,
    private readonly actions: PictureActions,
  ) {
    this.frame.addEventListener('click', () => actions.openPicture(picture.key));
    this.caption.rows = 3;
    this.caption.spellcheck = false;
    this.caption.setAttribute('aria-label', l10n.t('Caption of {0}', picture.name));
    this.caption.addEventListener('input', () => {
      this.typed = true;
      actions.draft(picture.key, this.caption.value);
    });
    this.caption.addEventListener('blur', () => void this.write());
    this.caption.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void this.write();
    });
    this.element.append(this.frame, this.facts, this.notes, this.caption, this.missing);
    this.update(picture, trigger);
  }

  /** Writes what was typed before the page was hidden or loaded again. */
  restore(text: string): void {
    this.typed = true;
    this.caption.value = text;
    void this.write();
  }

  update(picture: FormPicture, trigger: string): void {
    this.picture = picture;
    const { name, size, bucket, repeats, problems, caption = '', canEdit } = picture;
    this.showPicture();
    const facts = [
      name,
      size,
      bucket === undefined ? undefined : l10n.t('bucket {0}', bucket),
      `× ${repeats}`,
    ];
    this.facts.textContent = facts.filter((fact) => fact !== undefined).join(' · ');
    this.notes.replaceChildren(...problems.filter(({ level }) => level !== 'info').map(problemNote));
    // What is typed is newer than what the file says.
    if (!this.typed) this.caption.value = caption;
    this.caption.disabled = !canEdit;
    const lacks = trigger !== '' && !caption.includes(trigger);
    this.missing.hidden = !lacks;
    this.missing.textContent = caption === '' ? l10n.t('no caption') : l10n.t('without {0}: it is put in front', trigger); // prettier-ignore
  }

  private showPicture(): void {
    const { thumbnail, kept, problems, name } = this.picture;
    const what = JSON.stringify([thumbnail, kept, problems]);
    if (what === this.shown) return;
    this.shown = what;
    const worst = (['error', 'warning'] as const).find((level) => problems.some((each) => each.level === level)); // prettier-ignore
    const texts = problems.map(({ message }) => message);
    this.frame.setAttribute('aria-label', [l10n.t('Open {0}', name), ...texts].join('. '));
    this.frame.title = texts.join('\n');
    const box = element('span', { class: 'picture' });
    if (thumbnail !== undefined) {
      const shown = element('img', {});
      shown.loading = 'lazy';
      shown.decoding = 'async';
      shown.alt = '';
      shown.src = thumbnail;
      box.append(shown);
      if (kept) box.append(keptArea(kept));
    } else box.append(icon(worst === 'error' ? 'error' : 'file-media'));
    this.frame.replaceChildren(box, ...(worst ? [element('span', { class: 'badge', 'data-tone': worst }, icon(worst))] : [])); // prettier-ignore
  }

  private async write(): Promise<void> {
    if (!this.typed) return;
    const { value } = this.caption;
    try {
      if (value !== (this.picture.caption ?? '')) await this.actions.caption(this.picture.key, value);
      // What was typed meanwhile is not written yet.
      if (this.caption.value !== value) return;
      this.typed = false;
      this.actions.draft(this.picture.key, undefined);
    } catch (error) {
      this.actions.say(errorText(error), true);
    }
  }
}

/** What is outside of it is cut off. */
function keptArea({ left, top, width, height }: NonNullable<FormPicture['kept']>): HTMLElement {
  const area = element('span', { class: 'kept', title: l10n.t('What the bucket keeps') });
  area.style.inset = [top, 1 - left - width, 1 - top - height, left]
    .map((part) => `${part * 100}%`)
    .join(' ');
  return area;
}
