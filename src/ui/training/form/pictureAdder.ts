import * as l10n from '@vscode/l10n';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../core/problem/problem';
import { toProblem } from '../../../core/problem/toProblem';
import { addPictureBytes, addPictures, isForDataset } from '../../../core/training/form/addPictures';
import type { Dialogs } from '../../platform/dialogs';

export interface PictureAdderDeps {
  readonly dialogs: Dialogs;
  /** Where they are copied to, absolute; asked when there is one. */
  readonly folder: () => Promise<string>;
  readonly onChange: () => void;
}

/** Files of one drop follow each other faster than this. */
const GATHER_MS = 1000;

const ENDINGS = ['png', 'jpg', 'jpeg', 'webp', 'bmp', 'avif', 'txt'];

/** Copies pictures into the folder of a training, and takes them out again where the user wants that. */
export class PictureAdder {
  /** Of one drop, which come one by one. */
  private readonly dropped: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: PictureAdderDeps) {}

  async addChosen(): Promise<void> {
    const found = await vscode.window.showOpenDialog({
      title: l10n.t('Pictures to train'),
      openLabel: l10n.t('Add'),
      canSelectMany: true,
      filters: { [l10n.t('Pictures')]: ENDINGS },
    });
    if (found) await this.add(found.map(({ fsPath }) => fsPath));
  }

  /** @param uris as a view of the editor gives them; others, such as addresses of web pages, are left. @returns how many were added */
  addUris(uris: readonly string[]): Promise<number> {
    const files = uris.map((uri) => vscode.Uri.parse(uri));
    const here = files.filter(({ scheme }) => scheme === 'file' || scheme === 'vscode-remote');
    return this.add(here.map(({ fsPath, path }) => fsPath || path));
  }

  /** @throws Problem `bad_input` where the name is that of no picture and no caption */
  async addBytes(name: string, bytes: Uint8Array): Promise<void> {
    if (!isForDataset(name)) throw notForDataset(name);
    const added = await addPictureBytes(await this.deps.folder(), name, bytes);
    this.deps.onChange();
    if (added === undefined) return;
    this.dropped.push(added);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.offer(this.dropped.splice(0)), GATHER_MS);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private async add(paths: readonly string[]): Promise<number> {
    const wanted = paths.filter((path) => isForDataset(path));
    const [other] = paths.filter((path) => !isForDataset(path));
    if (wanted.length === 0 && other !== undefined) throw notForDataset(basename(other));
    if (wanted.length === 0) return 0;
    const folder = await this.deps.folder();
    const added: string[] = [];
    try {
      await addPictures(folder, wanted, (path) => added.push(path));
    } finally {
      // Also where one of them failed: those before it are there.
      this.deps.onChange();
      this.offer(added);
    }
    return added.length;
  }

  private offer(added: readonly string[]): void {
    void this.offerUndo(added).catch((error: unknown) =>
      this.deps.dialogs.error(toProblem(error, basename(added[0] ?? '')).message),
    );
  }

  private async offerUndo(added: readonly string[]): Promise<void> {
    if (added.length === 0) return;
    const undo = l10n.t('Undo');
    const text = l10n.t('{0} files were copied to {1}.', added.length, dirname(added[0] ?? ''));
    if ((await this.deps.dialogs.info(text, undo)) !== undo) return;
    const useTrash = vscode.env.uiKind === vscode.UIKind.Desktop;
    for (const path of added) await vscode.workspace.fs.delete(vscode.Uri.file(path), { useTrash });
    this.deps.onChange();
  }
}

const notForDataset = (name: string) =>
  new Problem(
    'bad_input',
    l10n.t('{0} is neither a picture that can be trained on nor a caption.', name),
    l10n.t('PNG, JPEG, WebP, BMP and AVIF are, and .txt files beside them.'),
  );
