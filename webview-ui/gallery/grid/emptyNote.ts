import * as l10n from '@vscode/l10n';
import { button } from '../../shared/components';
import { element } from '../../shared/dom';

/** What stands in the place of a grid that has nothing to show. */
export class EmptyNote {
  readonly root = element('div', { class: 'empty' });

  constructor(private readonly onClear: () => void) {
    this.hide();
  }

  hide(): void {
    this.root.hidden = true;
  }

  /** @param canClear the search may be why there is nothing: it can be cleared from here */
  show(text: string, { canClear }: { readonly canClear: boolean }): void {
    this.root.hidden = false;
    this.root.replaceChildren(element('p', { role: 'status' }, text));
    if (canClear) this.root.append(button({ label: l10n.t('Clear Search'), key: 'clear', onClick: this.onClear })); // prettier-ignore
  }
}
