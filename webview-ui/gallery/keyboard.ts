import type { PictureActions } from './actions/pictureActions';
import type { DetailPane } from './detail/detailPane';
import type { Grid } from './grid/grid';
import { pageKey } from './keys';
import type { Toolbar } from './toolbar/toolbar';

/** The parts of a page that keys act on. */
export interface KeyTargets {
  readonly actions: PictureActions;
  readonly toolbar: Toolbar;
  readonly grid: Grid;
  readonly detail: DetailPane;
  /** Shows a blurred picture, or blurs it again. */
  readonly reveal: (path: string) => void;
  readonly closeDetail: () => void;
}

/** Does what is asked for by a key, in the grid and in the pane beside it. */
export class Keyboard {
  constructor(private readonly page: KeyTargets) {}

  /** @returns whether the key means something here */
  pressed(event: KeyboardEvent): boolean {
    const { actions, detail, grid, toolbar } = this.page;
    const cell = actions.activeCell;
    const key = pageKey(event);
    switch (key?.do) {
      case 'run':
        void actions.run(key.command);
        return true;
      case 'rate':
        void actions.mark({ rating: key.rating });
        return true;
      case 'favourite':
        void actions.mark({ favourite: cell?.favourite !== true });
        return true;
      case 'reveal':
        if (cell?.blurred) this.page.reveal(cell.path);
        return true;
      case 'close':
        if (detail.isOpen) this.page.closeDetail();
        else grid.select('none');
        return true;
      case 'search':
        toolbar.type(key.text);
        return true;
      case undefined:
        return false;
    }
  }

  /** What is pressed outside of the grid, where nothing is typed. */
  pressedAnywhere(event: KeyboardEvent): void {
    const { detail, toolbar } = this.page;
    if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      toolbar.type('');
      return;
    }
    if (event.defaultPrevented || !detail.root.contains(document.activeElement)) return;
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement;
    if (!isTyping && this.pressed(event)) event.preventDefault();
  }
}
