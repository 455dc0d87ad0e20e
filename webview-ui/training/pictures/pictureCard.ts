import * as l10n from '@vscode/l10n';
import type { FormPicture } from '../../../src/protocol/training';
import { element, icon } from '../../shared/dom';
import { errorText } from '../../shared/statusLine';
import { problemNote } from '../fieldControl';
import type { PictureActions } from './picturesPane';

interface CardActions extends PictureActions {
  /** @param isRange with all from the one that was selected last */
  readonly select: (key: string, isSelected: boolean, isRange: boolean) => void;
}

/** One picture with its caption. */
export class PictureCard {
  readonly element = element('li', { class: 'card' });
  private readonly frame = element('button', { type: 'button', class: 'frame' });
  private readonly facts = element('p', { class: 'hint' });
  private readonly notes = element('div', { class: 'notes' });
  private readonly caption = element('textarea', {});
  private readonly trained = element('p', { class: 'hint' });
  private readonly check = element('input', { type: 'checkbox', class: 'select' });
  private address: { readonly look: string; readonly address: string } | undefined;
  private shown = '';
  private typed = false;

  constructor(
    private picture: FormPicture,
    private readonly actions: CardActions,
  ) {
    this.frame.addEventListener('click', () => actions.openPicture(picture.key));
    this.check.setAttribute('aria-label', l10n.t('Select {0}', picture.name));
    this.check.addEventListener('click', (event) => actions.select(picture.key, this.check.checked, event.shiftKey)); // prettier-ignore
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
    this.element.append(this.check, this.frame, this.facts, this.notes, this.caption, this.trained);
    this.update(picture);
  }

  /** The name of the small picture that it lacks; undefined where it has it. */
  get lacks(): string | undefined {
    return this.address?.look === this.picture.look ? undefined : this.picture.look;
  }

  get look(): string {
    return this.picture.look;
  }

  setSmall(address: string): void {
    this.address = { look: this.picture.look, address };
    this.showPicture();
  }

  setSelected(isSelected: boolean): void {
    this.check.checked = isSelected;
    this.element.classList.toggle('selected', isSelected);
  }

  /** Writes what was typed before the page was hidden or loaded again. */
  restore(text: string): void {
    this.typed = true;
    this.caption.value = text;
    void this.write();
  }

  update(picture: FormPicture): void {
    this.picture = picture;
    const { name, size, bucket, scale, repeats, problems, caption = '', canEdit } = picture;
    this.showPicture();
    const facts = [
      name,
      size,
      bucket === undefined ? undefined : l10n.t('bucket {0}', bucket),
      scale === undefined ? undefined : l10n.t('made {0}', scale),
      `× ${repeats}`,
    ];
    this.facts.textContent = facts.filter((fact) => fact !== undefined).join(' · ');
    this.notes.replaceChildren(...problems.filter(({ level }) => level !== 'info').map(problemNote));
    // What is typed is newer than what the file says.
    if (!this.typed) this.caption.value = caption;
    this.caption.disabled = !canEdit;
    const { trainedAs, lacksTrigger } = picture;
    this.trained.hidden = trainedAs === undefined && !lacksTrigger;
    this.trained.classList.toggle('missing', trainedAs === undefined);
    this.trained.textContent = trainedAs === undefined ? l10n.t('without the trigger token') : l10n.t('trained as: {0}', trainedAs); // prettier-ignore
  }

  private showPicture(): void {
    const { kept, problems, name } = this.picture;
    // That of an older state is better than none.
    const thumbnail = this.address?.address;
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
      shown.decoding = 'async';
      shown.alt = '';
      shown.src = thumbnail;
      // Old small pictures are let go at times: it is asked for again when it is next in sight.
      shown.addEventListener('error', () => (this.address = undefined));
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
