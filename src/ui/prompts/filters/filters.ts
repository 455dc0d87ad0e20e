import * as l10n from '@vscode/l10n';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { Problem } from '../../../core/problem/problem';
import type { LoadedFilters } from '../../../core/prompts/filter/filterFiles';
import type { FilterGroup } from '../../../core/prompts/filter/filterWords';
import { filterFolder, promptSettings, touches } from '../../platform/settings';
import { unsavedProblem } from '../run/unsaved';

/** The filter words of settings and files, as they hold for a folder of prompts. */
export class Filters implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private watching: vscode.Disposable | undefined;

  /** @param unsavedFiles files with changes that only an editor knows, absolute */
  constructor(private readonly unsavedFiles: () => ReadonlySet<string>) {}

  /**
   * The words that hold in a folder.
   * @param folder absolute path; without one, the words of the settings
   */
  async filterWords(
    folder: string | undefined,
  ): Promise<LoadedFilters & { readonly underscoresAsSpaces: boolean }> {
    const { loadFilterWords } = await import('../../../core/prompts/filter/filterFiles');
    const { words, underscoresAsSpaces } = promptSettings(folder);
    if (folder === undefined) return { words, notices: [], underscoresAsSpaces };
    return { ...(await loadFilterWords(filterFolder(folder), words)), underscoresAsSpaces };
  }

  /**
   * Adds words to the file of a group.
   * @param folder where the prompts are, absolute
   * @returns how many were not there yet, and the name of the file
   * @throws Problem where it cannot be written
   */
  async addFilterWords(
    folder: string,
    group: FilterGroup,
    words: readonly string[],
  ): Promise<{ readonly added: number; readonly file: string }> {
    const { addFilterWords, filterFilePath } = await import('../../../core/prompts/filter/filterFiles');
    const file = await filterFilePath(filterFolder(folder), group);
    if (this.unsavedFiles().has(file)) {
      const { code, message } = unsavedProblem(file);
      throw new Problem(code, message, l10n.t('Save it first, then add the words again.'));
    }
    const added = await addFilterWords(
      dirname(file),
      group,
      words,
      promptSettings(folder).underscoresAsSpaces,
    );
    if (added > 0) this.changed.fire();
    return { added, file: basename(file) };
  }

  /**
   * Tells when filter words may have changed: by a setting, or in a filter file of the open folders.
   * @returns what ends it
   */
  onDidChangeFilters(listener: () => void): () => void {
    this.watching ??= this.watch();
    const subscription = this.changed.event(listener);
    return () => void subscription.dispose();
  }

  dispose(): void {
    this.watching?.dispose();
    this.changed.dispose();
  }

  private watch(): vscode.Disposable {
    const files = vscode.workspace.createFileSystemWatcher('**/[Ff][Ii][Ll][Tt][Ee][Rr]_*.[tT][xX][tT]');
    const tell = () => this.changed.fire();
    return vscode.Disposable.from(
      files,
      files.onDidChange(tell),
      files.onDidCreate(tell),
      files.onDidDelete(tell),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (touches(event, 'prompts')) tell();
      }),
    );
  }
}
