import { stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { writeFileAtomic } from '../../files/atomicWrite';
import { requireRoom } from '../../files/freeSpace';
import { safeName } from '../../files/safeName';
import { imagePrompt, type ComposePrompts } from '../../images/imagePrompt';
import { ImageSaver } from '../../images/imageSaver';
import { PathTemplate } from '../../images/pathTemplate';
import { clearLeftovers } from '../../net/download/partFile';
import { isUnreachable } from '../../problem/codes';
import { Problem } from '../../problem/problem';
import { toProblem } from '../../problem/toProblem';
import type { FolderLora } from '../../prompts/grammar/folderLora';
import type { LoggedType } from '../log/entries';
import { failureInfo, failureReason, type Expected, type FailureReason } from '../log/reasons';
import type { CreatorDeps, CreatorItem, CreatorPlan, CreatorSettings, PlannedImage, PlannedVersion } from './types'; // prettier-ignore
import { pictureOf } from './pictureOf';
import { withRunLock } from './runLock';
import { wholePicture } from './wholePicture';

/** As many files at a time as the program that this is from (S3-29). */
const VERSIONS_AT_A_TIME = 4;
const IMAGES_AT_A_TIME = 5;
/** Types whose files are LoRAs, which a prompt names by a tag. */
const LORA_TYPES: ReadonlySet<string> = new Set(['lora', 'locon', 'dora']);

export interface CreatorRunOptions {
  readonly compose: ComposePrompts;
  readonly onItem: (item: CreatorItem) => void;
  /** Why nothing comes for now. */
  readonly onWait?: (why: Problem) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a creator. */
export interface CreatorRun {
  readonly downloaded: number;
  readonly adopted: number;
  readonly failed: number;
  /** Why the rest was not tried, or its log not written. */
  readonly problem?: Problem;
}

/**
 * Downloads what is planned of a creator; the log is marked for each file, and saved at the end, also of a cancelled
 * run. A file that fails does not hinder the others; no network or a full disk ends the run. Two runs with one log would
 * share the parts of their files, so that the second one waits for a while.
 * @throws Problem `locked` where it has waited in vain
 */
export function downloadCreator(
  plan: CreatorPlan,
  settings: Pick<CreatorSettings, 'minFreeBytes'>,
  deps: CreatorDeps,
  options: CreatorRunOptions,
): Promise<CreatorRun> {
  const download = async () => {
    const run = new CreatorDownload(plan, settings, deps, options);
    const turns = pLimit(VERSIONS_AT_A_TIME);
    await Promise.all(plan.versions.map((version) => turns(() => run.version(version))));
    try {
      await plan.log.save();
    } catch (error) {
      run.problem ??= toProblem(error, plan.username);
    }
    const { counts, problem } = run;
    return { ...counts, ...(problem && { problem }) };
  };
  return withRunLock(plan.log.path, plan.username, download, options);
}

/** A run for one creator. */
class CreatorDownload {
  readonly counts = { downloaded: 0, adopted: 0, failed: 0 };
  problem: Problem | undefined;
  private readonly imageTurns: LimitFunction = pLimit(IMAGES_AT_A_TIME);

  constructor(
    private readonly plan: CreatorPlan,
    private readonly settings: Pick<CreatorSettings, 'minFreeBytes'>,
    private readonly deps: CreatorDeps,
    private readonly options: CreatorRunOptions,
  ) {}

  private get isOver(): boolean {
    return this.problem !== undefined || this.options.signal?.aborted === true;
  }

  /** The file first, as its name stands in the prompts. */
  async version(version: PlannedVersion): Promise<void> {
    if (this.isOver) return;
    await this.file(version);
    const saver = this.saverFor(version.folder);
    const loras = new Map<string, Promise<FolderLora | undefined>>();
    const loraOf = (folder: string) => {
      if (!LORA_TYPES.has(version.model.type?.toLowerCase() ?? '')) return undefined;
      // One whose name no tag can hold is left to Regenerate, which says so.
      const known = loras.get(folder) ?? this.deps.loraOf(folder).catch(() => undefined);
      loras.set(folder, known);
      return known;
    };
    await Promise.all(
      version.images.map((image) => this.imageTurns(() => this.image(image, version.folder, saver, loraOf))),
    );
  }

  private async file({ state, versionId, file, folder, path }: PlannedVersion): Promise<void> {
    const { deps, options } = this;
    if (!file || (state !== 'missing' && state !== 'adopted')) return;
    const expected = {
      path: path ?? join(folder, safeName(file.name ?? '', `${versionId}.safetensors`)),
      url: file.downloadUrl,
      fileId: file.id,
    };
    await this.attempt('lora', versionId, expected, async () => {
      if (path !== undefined) return { state: 'adopted', path, size: (await stat(path)).size };
      const { signal } = options;
      const onWait = (why: Problem | undefined) => why && options.onWait?.(why);
      const found = await deps.downloadVersion(versionId, { folder, fileId: file.id, signal, onWait });
      return {
        state: found.state === 'present' ? 'adopted' : 'downloaded',
        path: found.path,
        size: found.bytes,
      };
    });
  }

  private async image(
    { key, image, state }: PlannedImage,
    folder: string,
    saver: ImageSaver,
    loraOf: (folder: string) => Promise<FolderLora | undefined> | undefined,
  ): Promise<void> {
    const id = image.id ?? key;
    const expected = { path: join(folder, `${key}.jpeg`), url: image.url };
    await this.attempt('image', id, expected, async (isAgain) => {
      const there = isAgain
        ? await pictureOf(folder, key)
        : state === 'adopted'
          ? this.plan.index.find(image)
          : undefined;
      const size = there === undefined ? undefined : await wholePicture(there);
      if (there !== undefined && size !== undefined) {
        await clearLeftovers(join(folder, key), there);
        await this.prompt(image, there, loraOf);
        return { state: 'adopted', path: there, size };
      }
      await requireRoom(folder, 0, this.settings.minFreeBytes);
      const { signal } = this.options;
      const saved = await saver.save(image, {}, { signal, onProgress: () => undefined });
      await this.prompt(image, saved.path, loraOf);
      return { state: 'downloaded', path: saved.path, size: (await stat(saved.path)).size };
    });
  }

  private saverFor(folder: string): ImageSaver {
    const { fetchImage, hold, clock } = this.deps;
    return new ImageSaver(
      { fetch: fetchImage, index: this.plan.index, hold, clock, after: () => Promise.resolve({ notes: [] }) },
      { folder, template: new PathTemplate('{id}'), skipExisting: false, duplicates: 'keepBoth' },
    );
  }

  /** Writes the prompt file of a picture. One that is there is the user's by now. */
  private async prompt(
    image: PlannedImage['image'],
    picture: string,
    loraOf: (folder: string) => Promise<FolderLora | undefined> | undefined,
  ): Promise<void> {
    const path = `${picture.slice(0, -extname(picture).length)}.txt`;
    if (await stat(path).catch(() => undefined)) return;
    const text = imagePrompt(image, await loraOf(dirname(picture)), this.options.compose);
    if (text !== undefined) await writeFileAtomic(path, text);
  }

  /** Does something, and marks what became of it; what was cancelled is not marked. */
  private async attempt(
    type: LoggedType,
    id: number | string,
    expected: Expected,
    work: (isAgain: boolean) => Promise<{
      readonly state: 'downloaded' | 'adopted';
      readonly path: string;
      readonly size: number;
    }>,
  ): Promise<void> {
    if (this.isOver) return;
    const { log } = this.plan;
    try {
      const { state, path, size } = await work(false).catch((error: unknown) => {
        // What another run has brought since it was planned is there now.
        if (error instanceof Problem && error.code === 'changed_meanwhile') return work(true);
        throw error;
      });
      const { fileId } = expected;
      await this.marked(log.markSuccess({ id, type, path, size, ...(fileId !== undefined && { fileId }) }));
      // Told when it is safe: a user who ends the program then finds it in the log.
      this.counts[state]++;
      this.options.onItem({ type, id: String(id), state, path });
    } catch (error) {
      const problem = toProblem(error, String(id));
      const reason = reasonOf(problem, type, expected);
      if (this.options.signal?.aborted) return;
      if (reason === undefined) {
        this.problem ??= problem;
        return;
      }
      this.counts.failed++;
      this.options.onItem({ type, id: String(id), state: 'failed', problem });
      // The next one would meet these, too; a time-out or a wrong answer may be of this one alone.
      if (isUnreachable(problem) || problem.code === 'disk_full') this.problem ??= problem;
      await this.marked(log.markFailed(id, type, reason, failureInfo(problem, expected, this.deps.clock())));
    }
  }

  /** A mark that cannot be written now is written when the log is saved, or said then. */
  private async marked(mark: Promise<void>): Promise<void> {
    await mark.catch(() => undefined);
  }
}

function reasonOf(problem: Problem, type: LoggedType, { url }: Expected): FailureReason | undefined {
  return type === 'image' && url === undefined ? 'uuid_not_found' : failureReason(problem);
}
