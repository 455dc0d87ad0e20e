import type { Grid } from '../grid/grid';

export interface DragEvents {
  /** The text that stands for the picture at a place; undefined where it has none. */
  textOf(place: number): Promise<string | undefined>;
  /** Files that were dropped, by their addresses where these are told, on the cell at a place or beside all. */
  drop(addresses: string[], files: readonly File[], place: number | undefined): Promise<void>;
}

/** Lets cells be dragged out as text, and files be dropped on the grid. */
export function dragAndDrop(grid: Grid, events: DragEvents): void {
  let ready: { readonly place: number; readonly text: string } | undefined;
  let over: Element | undefined;
  /** A cell of this page is being dragged: a press alone is no drag. */
  let isOurs = false;
  // What is dragged must be known when the drag begins, so it is asked for when the mouse is pressed.
  grid.root.addEventListener('pointerdown', (event) => {
    ready = undefined;
    const place = event.button === 0 ? grid.placeOf(event) : undefined;
    if (place === undefined) return;
    void events.textOf(place).then(
      (text) => (ready = text === undefined ? undefined : { place, text }),
      () => undefined,
    );
  });
  grid.root.addEventListener('dragstart', (event) => {
    if (ready === undefined || ready.place !== grid.placeOf(event) || !event.dataTransfer)
      event.preventDefault();
    else {
      event.dataTransfer.setData('text/plain', ready.text);
      event.dataTransfer.effectAllowed = 'copy';
      isOurs = true;
    }
  });
  grid.root.addEventListener('dragend', () => (isOurs = false));

  const mark = (cell: Element | undefined) => {
    if (cell === over) return;
    over?.classList.remove('dropped-on');
    over = cell;
    cell?.classList.add('dropped-on');
  };
  grid.root.addEventListener('dragover', (event) => {
    if (isOurs) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    mark(event.target instanceof Element ? (event.target.closest('.cell') ?? undefined) : undefined);
  });
  grid.root.addEventListener('dragleave', () => mark(undefined));
  grid.root.addEventListener('drop', (event) => {
    mark(undefined);
    if (isOurs || !event.dataTransfer) return;
    event.preventDefault();
    // They are gone from the event once it is over.
    const { dataTransfer } = event;
    void events.drop(droppedFiles(dataTransfer), [...dataTransfer.files], grid.placeOf(event));
  });
}

/** The `file:` addresses of what is dropped. */
function droppedFiles(data: DataTransfer): string[] {
  const text = data.getData('application/vnd.code.uri-list') || data.getData('text/uri-list');
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.startsWith('file:'));
}
