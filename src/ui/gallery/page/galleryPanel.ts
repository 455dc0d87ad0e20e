import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { GalleryChange, GalleryCell as CoreCell } from '../../../core/gallery/engine';
import type { Thumbnails, ThumbnailOf } from '../../../core/gallery/thumbnails/thumbnails';
import type { Facets } from '../../../core/gallery/list/facets';
import type { Connection } from '../../../protocol/connection';
import {
  galleryHostSide,
  galleryPageSide,
  type GalleryCell,
  type GalleryList,
  type GalleryRuns,
  type GallerySubject,
  type GalleryView,
} from '../../../protocol/gallery';
import { panelConnection } from '../../platform/panelConnection';
import { webviewFolder, webviewHtml } from '../../platform/webviewHtml';
import type { GalleryServices } from '../../platform/services';
import type { GalleryFeature } from '../feature';
import { runOnPictures } from '../actions/runOnPictures';
import { addDropped } from '../actions/addDropped';
import { copiedText } from '../actions/copiedText';
import { dragText } from '../actions/dragText';
import { markPictures } from '../actions/markPictures';
import { openCopy } from '../actions/openCopy';
import { openUsedModel } from '../actions/openUsedModel';
import { AnsweredDetails } from './answeredDetails';
import { pageCells } from './cells';
import { shownDetail } from './detail';
import { ListedCells } from './listedCells';
import { notShown } from './notShown';
import { PageLists } from './pageLists';
import { PageFolders } from './pageFolders';
import { subjectTitle, usualView } from './subjects';

const NO_FACETS: Facets = { baseModels: [], types: [], tags: [], creators: [], tools: [], loras: [] };

export interface GalleryPanelDeps {
  readonly feature: GalleryFeature;
  readonly services: GalleryServices;
  readonly extensionUri: vscode.Uri;
  /** Absolute paths of the folders that the page may read, beside the thumbnails. */
  readonly folders: () => readonly string[];
}

/** One page of a gallery: makes its lists, and answers what it asks about their places. */
export class GalleryPanel {
  private readonly connection: Connection<typeof galleryHostSide, typeof galleryPageSide>;
  private readonly thumbnails: Thumbnails;
  private readonly closed = new AbortController();
  private readonly ends: readonly (() => void)[];
  /** The list that was made for the page last. */
  private revision = -1;
  /** How many places it has. */
  private found = 0;
  private looked = 0;
  private noted = 0;
  private readonly lists: PageLists;
  private cells: ListedCells | undefined;
  private readonly answered = new AnsweredDetails();

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly subject: GallerySubject,
    private readonly deps: GalleryPanelDeps,
  ) {
    const { feature, services, extensionUri, folders } = deps;
    const { webview } = panel;
    this.thumbnails = services.thumbnails();
    const readable = new PageFolders(folders, (readFrom) => {
      webview.options = {
        enableScripts: true,
        localResourceRoots: [
          webviewFolder(extensionUri),
          ...[services.thumbnailFolder, ...readFrom].map((folder) => vscode.Uri.file(folder)),
        ],
      };
    });
    this.lists = new PageLists((revision) => void services.gallery.drop(revision).catch(() => undefined));
    this.connection = this.connect();
    const ofRoots = feature.library.onDidChangeRoots(() => readable.update());
    const watched = feature.outside.show(subject.kind === 'pictures' ? subject.paths : []);
    this.ends = [
      services.gallery.onChange((change) => this.changed(change)),
      () => ofRoots.dispose(),
      () => watched.dispose(),
      feature.settings.onBlurAbove(() => this.blurChanged()),
    ];
    panel.iconPath = new vscode.ThemeIcon('layout');
    webview.html = webviewHtml(webview, { extensionUri, name: 'gallery', title: l10n.t('Preview gallery') });
    // A page that is hidden is told nothing: it asks when it is shown again.
    panel.onDidChangeViewState(() => {
      if (panel.visible && this.revision >= 0) void this.tellChanges();
    });
    feature.log.debug(`Gallery: ${subjectTitle(subject, feature.models)}`);
  }

  dispose(): void {
    this.closed.abort();
    for (const end of this.ends) end();
    this.lists.end();
  }

  private connect(): Connection<typeof galleryHostSide, typeof galleryPageSide> {
    const { feature, services } = this.deps;
    const { gallery } = services;
    const paths = async (revision: number, places: GalleryRuns): Promise<readonly CoreCell[]> => {
      const cells = await gallery.selected(revision, places);
      if (cells.length === 0) throw notShown();
      return cells;
    };
    return panelConnection<typeof galleryHostSide, typeof galleryPageSide>(
      this.panel,
      'Gallery',
      feature.log,
      {
        local: galleryHostSide,
        remote: galleryPageSide,
        handlers: {
          look: ({ subject = this.subject, view = usualView(subject), active, selected }) =>
            this.look(subject, view, active, selected),
          cells: async ({ revision, from }) => ({ cells: await this.pageCells(revision, from) }),
          facets: async ({ revision }) => {
            const facets = await gallery.facets(revision);
            return mutableFacets(facets ?? NO_FACETS);
          },
          detail: ({ revision, place }) => this.detail(revision, place),
          dragText: async ({ revision, place }) => {
            const [cell] = await paths(revision, [[place, place]]);
            return cell && dragText(cell, feature);
          },
          mark: async ({ revision, places, marks }) => {
            const failed = await markPictures(feature, await paths(revision, places), marks);
            // The page has shown them as marked already.
            if (failed.length > 0) this.tellAgain(revision, await gallery.placesOf(revision, failed));
            return undefined;
          },
          run: async ({ revision, places, command }) => {
            await runOnPictures(feature, services, command, await paths(revision, places), this.subject);
            return undefined;
          },
          copy: async ({ revision, places, what }) => {
            const { text, said } = await copiedText(await paths(revision, places), what);
            await feature.dialogs.copy(text);
            feature.dialogs.status(said, 5000);
            return undefined;
          },
          openModel: async ({ model, how, ...at }) => {
            await openUsedModel(feature, this.answered.model(at, model), how);
            return undefined;
          },
          openCopy: ({ copy, ...at }) =>
            openCopy(feature, gallery, at.revision, this.answered.copy(at, copy)),
          openGallery: ({ subject }) => {
            feature.show(subject);
            return Promise.resolve(undefined);
          },
          drop: async ({ revision, place, files }) => {
            const [cell] = place === undefined ? [] : await paths(revision, [[place, place]]);
            await addDropped(feature, files, cell, this.subject);
            return undefined;
          },
          dropFile: async ({ revision, place, name, bytes }) => {
            const [cell] = place === undefined ? [] : await paths(revision, [[place, place]]);
            await addDropped(feature, [{ name, bytes }], cell, this.subject);
            return undefined;
          },
          near: ({ revision, places }) => void this.near(revision, places).catch(() => undefined),
          shown: ({ revision }) => this.lists.shown(revision),
        },
      },
    );
  }

  private async look(
    subject: GallerySubject,
    view: GalleryView,
    active: string | undefined,
    selected: readonly string[] | undefined,
  ): Promise<GalleryList> {
    const { feature, services } = this.deps;
    const turn = ++this.looked;
    await feature.library.ready();
    const { revision, found, all, groups, active: place, filterProblem, indexing } = await services.gallery.look(subject, view, active); // prettier-ignore
    const runs =
      selected && selected.length > 0 ? await services.gallery.placesOf(revision, selected) : undefined;
    // Of several at once the page shows the last one.
    if (turn === this.looked) {
      [this.revision, this.found] = [revision, found];
      this.cells = new ListedCells(revision, services.gallery);
      this.lists.made(revision);
    } else await services.gallery.drop(revision);
    return {
      revision,
      subject,
      title: subjectTitle(subject, feature.models),
      view,
      found,
      all,
      groups: groups.map(({ label, count }) => ({ label, count })),
      blurAbove: feature.settings.blurAbove(),
      ...(place !== undefined && { active: place }),
      ...(runs && { selected: runs.map(([first, last]) => [first, last]) }),
      ...(filterProblem !== undefined && { filterProblem }),
      ...(indexing && { indexing }),
    };
  }

  private async pageCells(revision: number, from: number): Promise<GalleryCell[]> {
    const { gallery } = this.deps.services;
    const listed = revision === this.cells?.revision ? this.cells : new ListedCells(revision, gallery);
    const cells = await listed.from(from);
    return pageCells(cells, {
      blurAbove: this.deps.feature.settings.blurAbove,
      thumbnailAt: (cell) => this.thumbnails.at(thumbnailOf(cell)),
      addressOf: (path, cell) => this.addressOf(path, changedAt(cell)),
    });
  }

  private async near(revision: number, places: readonly number[]): Promise<void> {
    if (revision !== this.cells?.revision) return;
    const turn = ++this.noted;
    const cells = await this.cells.at(places);
    if (turn !== this.noted || this.closed.signal.aborted) return;
    const placeOf = new Map<string, number>();
    const pictures: ThumbnailOf[] = [];
    for (const [place, cell] of cells) {
      if (cell.kind === 'model' || cell.isGone) continue;
      placeOf.set(cell.path, place);
      pictures.push(thumbnailOf(cell));
    }
    const tell = (path: string, made: { readonly thumbnail?: string; readonly problem?: string }) => {
      const place = placeOf.get(path);
      if (place !== undefined && revision === this.revision)
        this.connection.notify('thumbnails', { revision, made: [{ place, ...made }] });
    };
    this.thumbnails.near(
      pictures,
      {
        onMade: (path, thumbnail) => tell(path, { thumbnail: this.addressOf(thumbnail) }),
        onFailed: (path, { message, advice }) => tell(path, { problem: `${message} ${advice}` }),
      },
      this.closed.signal,
    );
  }

  private async detail(revision: number, at: number) {
    const { feature, services } = this.deps;
    const place = await services.gallery.place(revision, at);
    if (!place) return undefined;
    const shown = await shownDetail(place, {
      blurAbove: feature.settings.blurAbove,
      addressOf: (path) => this.addressOf(path, changedAt(place.cell)),
      pathText: feature.editor.pathText,
      used: feature.library.usedModels(),
      entry: (path) => feature.models.entry(path),
    });
    this.answered.set({ revision, place: at }, shown);
    return shown.detail;
  }

  private changed({ lists, indexing }: GalleryChange): void {
    if (!this.panel.visible || this.revision < 0) return;
    const { revision } = this;
    const list = lists.find((one) => one.revision === revision);
    if (list) this.tellList(list);
    this.connection.notify('changed', { revision, added: list?.added ?? 0, ...(indexing && { indexing }) });
  }

  /** All cells are asked for again, blurred as the user wants it now. A page that is hidden asks anyway. */
  private blurChanged(): void {
    if (!this.panel.visible || this.revision < 0) return;
    const { revision, found } = this;
    this.connection.notify('altered', { revision, places: [...Array(found).keys()], gone: [] });
  }

  private async tellChanges(): Promise<void> {
    const changes = await this.deps.services.gallery.changes(this.revision);
    if (!changes) return;
    this.tellList(changes);
    this.connection.notify('changed', { revision: changes.revision, added: changes.added });
  }

  private tellList({ revision, altered, gone }: GalleryChange['lists'][number]): void {
    if (altered.length + gone.length === 0) return;
    this.connection.notify('altered', { revision, places: [...altered], gone: [...gone] });
  }

  /** Has the page ask for cells again that it shows otherwise than they are. */
  private tellAgain(revision: number, runs: readonly (readonly [number, number])[]): void {
    this.connection.notify('altered', { revision, places: runs.map(([place]) => place), gone: [] });
  }

  /** The time is there so that a picture that was replaced is not shown from the page's cache. */
  private addressOf(path: string, mtimeMs?: number): string {
    const uri = this.panel.webview.asWebviewUri(vscode.Uri.file(path));
    return (mtimeMs === undefined ? uri : uri.with({ query: String(Math.round(mtimeMs)) })).toString();
  }
}

/** Messages may be changed by who gets them, so their types have nothing that is only to be read. */
const mutableFacets = ({ baseModels, types, tags, creators, tools, loras }: Facets) => ({
  baseModels: [...baseModels],
  types: [...types],
  tags: [...tags],
  creators: [...creators],
  tools: [...tools],
  loras: [...loras],
});

const thumbnailOf = ({ path, size, mtimeMs, kind }: CoreCell): ThumbnailOf => ({
  path,
  size,
  mtimeMs,
  kind: kind === 'video' ? 'video' : 'image',
});

/** When what a cell shows was changed last: of a card, its preview. */
const changedAt = ({ mtimeMs, previewMs }: CoreCell): number => previewMs ?? mtimeMs;
