import { readFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CivitaiClient } from '../civitai/client';
import {
  downloadCreator,
  type CreatorRun,
  type CreatorRunOptions,
} from '../downloads/creators/downloadCreator';
import { planCreator } from '../downloads/creators/planCreator';
import { planRetry } from '../downloads/creators/planRetry';
import type { CreatorDeps, CreatorPlan, CreatorSettings } from '../downloads/creators/types';
import type { DownloadedModel, VersionDownloadOptions } from '../downloads/downloadVersion';
import type { DownloadLog } from '../downloads/log/downloadLog';
import type { FetchFile } from '../images/imageSaver';
import { sha256Of } from '../models/hashing/fileSha256';
import { folderLora } from '../models/outputName/folderLora';
import { composeBy } from '../prompts/rewrite/composeBy';
import type { PromptRules } from '../prompts/rewrite/rules';
import type { UndoRecorder } from '../undo/undoRecorder';
import type { ModelServices } from './modelServices';

/** How a run downloads what was planned. */
export interface CreatorRunSettings extends Omit<CreatorRunOptions, 'compose'> {
  /** By which the prompts of pictures are made. */
  readonly rules: PromptRules;
  /** Bytes that are to stay free. */
  readonly minFreeBytes: number;
}

/** All models and example images of creators, with logs of what was downloaded. */
export class CreatorServices {
  constructor(
    private readonly options: {
      /** Asked at each use, since a setting may replace it. */
      readonly civitai: () => CivitaiClient;
      readonly models: () => Promise<ModelServices>;
      readonly downloadVersion: (id: number, how: VersionDownloadOptions) => Promise<DownloadedModel>;
      readonly fetchImage: FetchFile;
      /** Keeps what a run replaces. @param subject what the run is about */
      readonly recorder: (subject: string) => UndoRecorder;
      readonly clock: () => Date;
    },
  ) {}

  /** Finds out what there is to download of a creator. @throws Problem as `planCreator` does */
  async plan(username: string, settings: CreatorSettings, signal?: AbortSignal): Promise<CreatorPlan> {
    return planCreator(username, settings, await this.deps(username), signal);
  }

  /** What failed by a log, to be downloaded again. @throws Problem of the network */
  async planRetry(log: DownloadLog, username: string, signal?: AbortSignal): Promise<CreatorPlan> {
    return planRetry(log, username, await this.deps(username), signal);
  }

  /** Downloads what is planned. What fails is in the result, and in the log. */
  async download(
    plan: CreatorPlan,
    { rules, minFreeBytes, ...options }: CreatorRunSettings,
  ): Promise<CreatorRun> {
    const deps = await this.deps(basename(plan.folder));
    return downloadCreator(plan, { minFreeBytes }, deps, { ...options, compose: composeBy(rules) });
  }

  private async deps(subject: string): Promise<CreatorDeps> {
    const { civitai, models, downloadVersion, fetchImage, recorder, clock } = this.options;
    const { fileIndex, hasher, scanner } = await models();
    const undo = recorder(subject);
    return {
      civitai,
      downloadVersion,
      fetchImage,
      clock,
      sha256Of: (path) => sha256Of(path, { fileIndex, hasher }),
      loraOf: (folder) => folderLora(folder, (path) => scanner.header(path)),
      hold: async (path, by) => {
        await undo.keep(path, await readFile(path), by === undefined ? undefined : await readFile(by));
        await rm(path);
      },
    };
  }
}
