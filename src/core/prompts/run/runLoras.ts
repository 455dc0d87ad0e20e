import { basename, dirname } from 'node:path';
import pLimit from 'p-limit';
import type { ProblemInfo } from '../../problem/problem';
import { problemInfo, toProblem } from '../../problem/toProblem';
import type { FolderLora } from '../grammar/folderLora';
import type { LoraOfFolder } from './rewriter';
import type { ChangedFile } from './types';

/** Folders that are read at a time. */
const FOLDERS_AT_ONCE = 8;

/** The LoRAs of the folders of one run, each searched for once. */
export class RunLoras {
  private readonly found = new Map<string, Promise<FolderLora | ProblemInfo | undefined>>();
  private readonly limit = pLimit(FOLDERS_AT_ONCE);

  constructor(private readonly find: (folder: string) => Promise<FolderLora | undefined>) {}

  /** The LoRA of a folder; a `ProblemInfo` where it could not be read. */
  of(folder: string): Promise<FolderLora | ProblemInfo | undefined> {
    const known = this.found.get(folder);
    if (known) return known;
    const finding = this.limit(async () => {
      try {
        return await this.find(folder);
      } catch (error) {
        return problemInfo(toProblem(error, basename(folder)));
      }
    });
    this.found.set(folder, finding);
    return finding;
  }

  /** The LoRAs of the folders of files. */
  async ofFiles(paths: readonly string[]): Promise<[folder: string, lora: LoraOfFolder][]> {
    const folders = [...new Set(paths.map((path) => dirname(path)))];
    return Promise.all(
      folders.map(async (folder) => [folder, await this.of(folder)] as [string, LoraOfFolder]),
    );
  }
}

/** Whether the folder of a planned file has another LoRA by now. */
export function isAnotherLora(lora: LoraOfFolder, file: ChangedFile): boolean {
  return lora !== undefined && 'name' in lora && lora.name !== file.loraName;
}
