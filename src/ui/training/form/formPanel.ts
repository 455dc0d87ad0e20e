import * as l10n from '@vscode/l10n';
import { basename, dirname, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../../../core/log';
import type { Pictures } from '../../../core/media/pictures';
import type { RememberedPictures } from '../../../core/media/rememberedPictures';
import { Problem } from '../../../core/problem/problem';
import { toProblem } from '../../../core/problem/toProblem';
import type { Finding } from '../../../core/training/finding';
import { picturesFolderOf } from '../../../core/training/form/addPictures';
import type { FieldEdit } from '../../../core/training/form/editTraining';
import { kindOfModel } from '../../../core/training/job/modelKind';
import { readTraining, type PlacedFinding } from '../../../core/training/job/readTraining';
import { trainingPath } from '../../../core/training/trainingPath';
import type { Connection } from '../../../protocol/connection';
import { type FormCommand, trainingHostSide, trainingPageSide } from '../../../protocol/training';
import type { Dialogs } from '../../platform/dialogs';
import { panelConnection } from '../../platform/panelConnection';
import { webviewFolder, webviewHtml } from '../../platform/webviewHtml';
import type { WholeCheck } from '../check/wholeCheck';
import type { TrainerTables } from '../check/trainerTables';
import type { TrainingEditor } from '../trainingEditor';
import { trainingPictures } from '../trainingPictures';
import { changeCaptions, setCaption } from './captionEdits';
import { choosePreset } from './choosePreset';
import { PicturesOfForm } from './formPictures';
import { FormSession } from './formSession';
import { PictureAdder } from './pictureAdder';

export interface FormPanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly dialogs: Dialogs;
  readonly editor: TrainingEditor;
  readonly tables: Pick<TrainerTables, 'known' | 'onDidChange'>;
  readonly findings: {
    of(path: string): readonly PlacedFinding[];
    readonly onDidChange: vscode.Event<undefined>;
  };
  readonly isTrusted: () => boolean;
  /** Absolute paths of the base models of the library. */
  readonly baseModels: () => readonly string[];
  readonly datasetPictures: () => Promise<RememberedPictures>;
  readonly pictures: () => Promise<Pictures>;
  /** Absolute: small pictures outlive the window there. */
  readonly cacheFolder: string;
  readonly check: (uri: vscode.Uri) => Promise<WholeCheck | undefined>;
  readonly checkEnvironment: () => Promise<readonly Finding[] | undefined>;
}

const HIGH_SURROGATE = /[\ud800-\udbff]/;
const LOW_SURROGATE = /[\udc00-\udfff]/;
const GATHER_MS = 150;
const RESCAN_MS = 400;
const MODELS = { Models: ['safetensors', 'ckpt', 'pt'] };

/** The page of one training file. */
export class FormPanel {
  private readonly connection: Connection<typeof trainingHostSide, typeof trainingPageSide>;
  private readonly session: FormSession;
  private readonly pictures: PicturesOfForm;
  private readonly adder: PictureAdder;
  private readonly closed = new AbortController();
  private readonly listeners: vscode.Disposable;
  private watcher: vscode.Disposable | undefined;
  private watched = '';
  private timer: NodeJS.Timeout | undefined;
  private rescanTimer: NodeJS.Timeout | undefined;
  private last = { state: '', pictures: '' };
  private isFirst = true;

  constructor(
    private readonly document: vscode.TextDocument,
    private readonly panel: vscode.WebviewPanel,
    private readonly deps: FormPanelDeps,
  ) {
    const { log, editor, extensionUri } = deps;
    const small = trainingPictures(join(deps.cacheFolder, 'thumbnails'), deps.pictures);
    this.session = new FormSession({
      path: this.path,
      text: () => document.getText(),
      apply: (text) => this.apply(text),
      settings: () => editor.settings(this.path),
      findings: () => deps.findings.of(this.path),
      ownTable: (family) => deps.tables.known(this.path, family),
      baseModels: () => this.baseModels(),
      isTrusted: deps.isTrusted,
      pictures: deps.datasetPictures,
      onChange: () => this.changed(),
      onError: (error) => log.error(`Training form: ${toProblem(error, basename(this.path)).message}`),
    });
    this.pictures = new PicturesOfForm(this.session, small, (path) => panel.webview.asWebviewUri(vscode.Uri.file(path)).toString()); // prettier-ignore
    this.adder = new PictureAdder({
      dialogs: deps.dialogs,
      folder: () => this.addingFolder(),
      onChange: () => this.rescanSoon(),
    });
    this.connection = panelConnection<typeof trainingHostSide, typeof trainingPageSide>(
      panel,
      'Training form',
      log,
      {
        local: trainingHostSide,
        remote: trainingPageSide,
        handlers: {
          ready: () => {
            this.session.textChanged();
            const { isFirst } = this;
            this.isFirst = false;
            return { state: this.session.state(), pictures: this.pictures.state(), isFirst };
          },
          set: async ({ path, value }) => {
            await this.session.set(path, value);
            return undefined;
          },
          browse: async ({ path }) => {
            await this.browse(path);
            return undefined;
          },
          run: async ({ command }) => {
            await this.run(command);
            return undefined;
          },
          smallPictures: ({ looks }) => {
            this.pictures.makeSmall(
              looks,
              (made) => this.connection.notify('smallPictures', [made]),
              this.closed.signal,
            );
            return undefined;
          },
          openPicture: async ({ key }) => {
            await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(this.pictures.one(key).path));
            return undefined;
          },
          caption: async ({ key, text }) => {
            await setCaption(editor, this.pictures.one(key), text);
            this.rescanSoon();
            return undefined;
          },
          captions: async ({ keys, change }) => {
            const changed = await changeCaptions(editor, this.pictures.named(keys), change);
            this.rescanSoon();
            return changed;
          },
          dropUris: ({ uris }) => this.adder.addUris(uris),
          dropFile: async ({ name, base64 }) => {
            await this.adder.addBytes(name, Buffer.from(base64, 'base64'));
            return undefined;
          },
        },
      },
    );
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document: changed }) => {
        if (changed !== document) return;
        this.session.textChanged();
        this.watch();
        this.changed();
      }),
      deps.findings.onDidChange(() => this.changed()),
      deps.tables.onDidChange(() => this.changed()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.changed()),
      panel.onDidChangeViewState(() => this.changed()),
    );
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewFolder(extensionUri), vscode.Uri.file(small.folder)],
    };
    panel.webview.html = webviewHtml(panel.webview, { extensionUri, name: 'training', title: l10n.t('Training form') }); // prettier-ignore
    this.watch();
  }

  dispose(): void {
    this.closed.abort();
    clearTimeout(this.timer);
    clearTimeout(this.rescanTimer);
    this.session.dispose();
    this.adder.dispose();
    this.listeners.dispose();
    this.watcher?.dispose();
  }

  private get path(): string {
    return this.document.uri.fsPath;
  }

  /** Only what differs is replaced, so that a text editor beside keeps its cursor. */
  private async apply(text: string): Promise<void> {
    const before = this.document.getText();
    let start = 0;
    while (start < before.length && before[start] === text[start]) start++;
    // Not between the halves of a sign.
    if (HIGH_SURROGATE.test(before[start - 1] ?? '')) start--;
    let [from, to] = [before.length, text.length];
    while (from > start && to > start && before[from - 1] === text[to - 1]) {
      from--;
      to--;
    }
    if (LOW_SURROGATE.test(before[from] ?? '')) {
      from++;
      to++;
    }
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(this.document.positionAt(start), this.document.positionAt(from));
    edit.replace(this.document.uri, range, text.slice(start, to));
    if (!(await vscode.workspace.applyEdit(edit)))
      throw new Problem(
        'bad_input',
        l10n.t('The training file could not be changed.'),
        l10n.t('It may be read-only, or have changed meanwhile: try again.'),
      );
  }

  private async run(command: FormCommand): Promise<void> {
    const { dialogs, check, checkEnvironment } = this.deps;
    const { uri } = this.document;
    switch (command) {
      case 'check':
        await this.session.runCheck(() => check(uri));
        break;
      case 'start':
        await dialogs.execute('diffusionWorkbench.train', uri);
        break;
      case 'environment':
        this.session.setEnvironment(await checkEnvironment());
        break;
      case 'setUp':
        await vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false);
        break;
      case 'preset':
        await this.applyEdits(
          await choosePreset(dialogs, readTraining(this.document.getText()).document.value),
        );
        break;
      case 'openText':
        await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
        break;
      case 'addPictures':
        await this.adder.addChosen();
        break;
      case 'choosePictures':
        await this.browse('pictures');
        break;
      case 'makeCaptions':
        await dialogs.execute('diffusionWorkbench.makeCaptions', uri);
        break;
      case 'showProblems':
        await dialogs.execute('workbench.actions.view.problems');
        break;
      case 'settings':
        await dialogs.execute('workbench.action.openSettings', 'diffusionWorkbench.training');
        break;
    }
  }

  private async applyEdits(edits: readonly FieldEdit[] | undefined): Promise<void> {
    if (edits && edits.length > 0) await this.session.edit(edits);
  }

  private async browse(path: string): Promise<void> {
    const { dialogs } = this.deps;
    const isFolder = path === 'pictures' || path === 'lora_dir';
    const title = isFolder ? l10n.t('The folder of the pictures to train') : l10n.t('The base model');
    const chosen = isFolder
      ? (await dialogs.openFolders({ title, openLabel: l10n.t('Choose') }))[0]
      : await dialogs.openFile({ title, openLabel: l10n.t('Choose'), filters: path === 'samples.file' ? { Prompts: ['txt', 'toml', 'json'] } : MODELS }); // prettier-ignore
    if (chosen === undefined) return;
    const value = this.written(chosen);
    if (path === 'base_model') await this.session.setModel(value, kindOfModel(chosen));
    else await this.session.edit([{ path: path.split('.'), value }]);
  }

  /** A path as it would stand in the file: from its own folder, where both are in an open one. */
  private written(path: string): string {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(path));
    if (!folder || folder !== vscode.workspace.getWorkspaceFolder(this.document.uri)) return path;
    const from = relative(dirname(this.path), path).split(sep).join('/');
    return from === '' ? '.' : from;
  }

  private baseModels(): string[] {
    const { editor, baseModels } = this.deps;
    return [...Object.keys(editor.settings(this.path).baseModels), ...baseModels().map((path) => this.written(path))]; // prettier-ignore
  }

  /** The folder of the training's pictures; one of its own where it names none yet. */
  private async addingFolder(): Promise<string> {
    const { training, document } = readTraining(this.document.getText());
    const named = document.value.pictures;
    const toPath = trainingPath(dirname(this.path), this.deps.editor.settings(this.path).baseModels);
    if (typeof named === 'string' && named !== '') return toPath(named) ?? named;
    const [first] = training?.subsets ?? [];
    if (first) return toPath(first.folder) ?? first.folder;
    const folder = picturesFolderOf(this.path);
    await this.session.edit([{ path: ['pictures'], value: basename(folder) }]);
    return folder;
  }

  /** Looks at the folders of the pictures: others may add, remove and caption them. */
  private watch(): void {
    const { training } = readTraining(this.document.getText());
    const toPath = trainingPath(dirname(this.path), this.deps.editor.settings(this.path).baseModels);
    const named = [training?.pictures, ...(training?.subsets ?? []).map(({ folder }) => folder)];
    const folders = named.flatMap((each) => (each === undefined ? [] : [toPath(each) ?? '']));
    const wanted = folders.filter((folder) => folder !== '');
    if (wanted.join('\0') === this.watched) return;
    this.watched = wanted.join('\0');
    this.watcher?.dispose();
    const watchers = wanted.map((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(vscode.Uri.file(folder), '*'),
      );
      const again = () => this.rescanSoon();
      return vscode.Disposable.from(watcher, watcher.onDidChange(again), watcher.onDidCreate(again), watcher.onDidDelete(again)); // prettier-ignore
    });
    this.watcher = vscode.Disposable.from(...watchers);
  }

  private rescanSoon(): void {
    clearTimeout(this.rescanTimer);
    if (this.closed.signal.aborted) return;
    this.rescanTimer = setTimeout(() => {
      this.pictures.forget();
      this.session.rescan();
    }, RESCAN_MS);
  }

  private changed(): void {
    if (this.closed.signal.aborted) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.push();
    }, GATHER_MS);
  }

  /** A hidden page gets nothing: it asks again when it is shown again. */
  private push(): void {
    if (!this.panel.visible || this.closed.signal.aborted) return;
    const [state, pictures] = [this.session.state(), this.pictures.state()];
    const now = { state: JSON.stringify(state), pictures: JSON.stringify(pictures) };
    if (now.state !== this.last.state) this.connection.notify('state', state);
    if (now.pictures !== this.last.pictures) this.connection.notify('pictures', pictures);
    this.last = now;
  }
}

const WALKTHROUGH = {
  category: 'diffusion-workbench.diffusion-workbench#start',
  step: 'diffusion-workbench.diffusion-workbench#start#training',
};
