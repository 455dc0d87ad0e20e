import * as l10n from '@vscode/l10n';
import type {
  GalleryCell,
  galleryHostSide,
  GalleryMarks,
  galleryPageSide,
  GalleryRuns,
} from '../../../src/protocol/gallery';
import type { Host } from '../../shared/host';
import { errorText, type StatusLine } from '../../shared/statusLine';
import type { CopiedText } from '../detail/detailTexts';
import type { ModelAction } from '../detail/usedModels';
import type { Grid } from '../grid/grid';
import type { CellStore } from '../grid/cellStore';
import { commandsFor, type PictureCommand } from './commands';
import { copyPixels } from './copyPixels';
import { openMenu } from './menu';
import { sendFiles } from './sendFiles';

/** What actions need to know of the page. */
export interface ActedOn {
  readonly grid: Grid;
  readonly status: StatusLine;
  /** Undefined while there is no list. */
  readonly shown: () => { readonly revision: number; readonly isOfModels: boolean; readonly cells: CellStore } | undefined; // prettier-ignore
  /** Cells of the grid have changed. */
  readonly onChanged: () => void;
  /** Marks were written, or could not be. */
  readonly onMarked: () => void;
}

/** Does with pictures what the user asks for: with those that are selected, or with the one that has the focus. */
export class PictureActions {
  constructor(
    private readonly connection: Host<typeof galleryHostSide, typeof galleryPageSide>['connection'],
    private readonly page: ActedOn,
  ) {}

  /** The picture that has the focus alone. */
  get activeRun(): GalleryRuns {
    return [[this.page.grid.active, this.page.grid.active]];
  }

  get activeCell(): GalleryCell | undefined {
    return this.page.shown()?.cells.get(this.page.grid.active);
  }

  async run(command: PictureCommand, places = this.page.grid.meant): Promise<void> {
    const offered = commandsFor(this.activeCell?.kind ?? 'image', countOf(places));
    // A key works where the menu has the command: nothing trashes a model here.
    if (this.page.grid.count === 0 || !offered.some((each) => each.command === command)) return;
    await this.attempt(async (revision) => {
      if (command !== 'copyWithoutPrompt')
        return this.connection.request('run', { revision, places, command });
      const [[place] = [this.page.grid.active]] = places;
      const source = (await this.connection.request('detail', { revision, place }))?.source;
      await copyPixels(source);
      this.page.status.say(l10n.t('Copied.'), 'good');
    });
  }

  async copy(what: CopiedText, places = this.page.grid.meant): Promise<void> {
    if (this.page.grid.count === 0) return;
    await this.attempt(async (revision) => {
      await this.connection.request('copy', { revision, places, what });
      this.page.status.say(l10n.t('Copied.'), 'good');
    });
  }

  async openModel(place: number, model: number, how: ModelAction): Promise<void> {
    await this.attempt((revision) => this.connection.request('openModel', { revision, place, model, how }));
  }

  /** Goes to another file of the picture that is shown, where the list has it; the host shows others. */
  async openCopy(place: number, copy: number): Promise<void> {
    await this.attempt(async (revision) => {
      const found = await this.connection.request('openCopy', { revision, place, copy });
      if (found !== undefined && this.page.shown()?.revision === revision) this.page.grid.moveTo(found);
    });
  }

  /** Opens the pictures of a model. */
  async openPictures(path: string): Promise<void> {
    await this.attempt(() => this.connection.request('openGallery', { subject: { kind: 'models', paths: [path] } })); // prettier-ignore
  }

  async mark(marks: GalleryMarks, places = this.page.grid.meant): Promise<void> {
    const shown = this.page.shown();
    if (!shown || shown.isOfModels || this.page.grid.count === 0) return;
    const { revision, cells } = shown;
    const { favourite, rating } = marks;
    const change = { ...(favourite !== undefined && { favourite }), ...(rating !== undefined && { rating }) };
    const isMeant = (place: number) => places.some(([first, last]) => place >= first && place <= last);
    const changed = [...cells.known()].map(([place]) => place).filter(isMeant);
    // Shown at once; the host tells where it came out otherwise.
    for (const place of changed) cells.change(place, change);
    this.page.onChanged();
    try {
      await this.connection.request('mark', { revision, places, marks });
    } catch (error) {
      this.page.status.say(errorText(error), 'bad');
      cells.alter(changed, []);
      this.page.onChanged();
    }
    this.page.onMarked();
  }

  /** The text that stands for the picture at a place where it is dragged. */
  async textOf(place: number): Promise<string | undefined> {
    const { revision } = this.page.shown() ?? {};
    return revision === undefined ? undefined : this.connection.request('dragText', { revision, place });
  }

  /**
   * Takes files that were dropped on the cell at a place, or beside all: by their addresses, else, where the program that
   * they come from tells none, what is in them.
   */
  async drop(addresses: string[], files: readonly File[], place: number | undefined): Promise<void> {
    const onModel = place !== undefined && this.page.shown()?.cells.get(place)?.kind === 'model';
    const to = onModel ? { place } : {};
    await this.attempt(async (revision) => {
      if (addresses.length > 0) return this.connection.request('drop', { revision, files: addresses, ...to });
      const tooLarge = await sendFiles(files, (file) =>
        this.connection.request('dropFile', { revision, ...file, ...to }),
      );
      const why = files.length > 0 ? tooLarge : l10n.t('There is no file in what was dropped.');
      if (why !== undefined) this.page.status.say(why, 'bad');
    });
  }

  /** Opens a menu of all that can be done. */
  menu(x: number, y: number, places: GalleryRuns = this.page.grid.meant): void {
    const kind = this.activeCell?.kind ?? 'image';
    const copyPrompt = {
      label: l10n.t('Copy Prompt'),
      icon: 'copy',
      key: l10n.t('Ctrl+C'),
      run: () => void this.copy('prompt', places),
    };
    const copyPath = { label: l10n.t('Copy Path'), icon: 'link', run: () => void this.copy('path', places) };
    const commands = commandsFor(kind, countOf(places)).map(({ command, label, icon, key }) => ({
      label,
      icon,
      key,
      run: () => void this.run(command, places),
    }));
    openMenu(l10n.t('Actions'), x, y, [...(kind === 'model' ? [] : [copyPrompt]), copyPath, ...commands]);
  }

  private async attempt(work: (revision: number) => Promise<unknown>): Promise<void> {
    const shown = this.page.shown();
    if (!shown) return;
    await this.page.status.attempt(() => work(shown.revision));
  }
}

function countOf(places: GalleryRuns): number {
  return places.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}
