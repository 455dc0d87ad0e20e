import type * as vscode from 'vscode';
import type { CivitaiClientOptions } from '../../core/civitai/client';
import type { ModelChanges } from '../../core/models/changes/modelChanges';
import type { PromptRuns } from '../../core/prompts/run/promptRuns';
import type { Downloads } from '../../core/downloads/queue/downloads';
import type { CreatorServices } from '../../core/services/creatorServices';
import type { Foundation } from '../../core/services/foundation';
import type { GalleryServices } from '../../core/services/galleryServices';
import type { ModelServices } from '../../core/services/modelServices';
import type { Network } from '../../core/services/network';
import type { Services } from '../../core/services/services';
import type { Jobs as Trainings } from '../../core/training/jobs/jobs';
import type { UndoRuns } from '../../core/undo/undoRuns';
import type { Problem } from '../../core/problem/problem';
import { toProblem } from '../../core/problem/toProblem';
import { proxyDispatcher } from './proxy';
import { filterFolder, promptSettings, settings } from './settings';
import { toTrash } from './toTrash';
import type { CivitaiToken } from './token';

export type { GalleryServices, ModelServices };

/** The services as the editor's settings want them. Nothing of the core is loaded before one is asked for. */
export class EditorServices {
  private building: Promise<Services> | undefined;

  constructor(
    private readonly foundation: Foundation,
    private readonly token: CivitaiToken,
  ) {}

  /** The way to Civitai. Ask it for its client at each use. */
  async network(): Promise<Network> {
    return (await this.get()).network;
  }

  async models(): Promise<ModelServices> {
    return (await this.get()).models();
  }

  async prompts(): Promise<PromptRuns> {
    return (await this.get()).prompts;
  }

  /** What the user changes of models. */
  async changes(): Promise<ModelChanges> {
    return (await this.get()).changes;
  }

  /**
   * The trainings of this user.
   * @param jobsFolder absolute; by default in the user data
   */
  async trainings(jobsFolder?: string): Promise<Trainings> {
    return (await this.get()).training(jobsFolder).jobs;
  }

  /**
   * The downloads of this user, which run in this window from the first call on.
   * @param onStopped all of them were paused, since Civitai gives nothing more for now
   */
  async downloads(onStopped: (problem: Problem) => void): Promise<Downloads> {
    return (await this.get()).downloads({
      models: settings.modelDownloads,
      onStopped,
      mayRun: () => settings.civitaiEnabled() && !settings.isMetered(),
      rules: async (folder) => {
        const { loadFilterWords } = await import('../../core/prompts/filter/filterFiles');
        const rules = promptSettings(folder);
        return { ...rules, words: (await loadFilterWords(filterFolder(folder), rules.words)).words };
      },
    });
  }

  /** What galleries stand on. */
  async gallery(): Promise<GalleryServices> {
    return (await this.get()).gallery();
  }

  /** All that creators have on Civitai. */
  async creators(): Promise<CreatorServices> {
    return (await this.get()).creators;
  }

  /** Saves what is known of a picture. @throws Problem as the core does */
  async saveImageMetadata(...args: Parameters<Services['saveImageMetadata']>) {
    return (await this.get()).saveImageMetadata(...args);
  }

  /** What can be undone, of prompts and of models. */
  async undoRuns(): Promise<UndoRuns> {
    return (await this.get()).undoRuns;
  }

  /** Replaces what depends on settings that changed, where it is built already. */
  async settingsChanged(event: vscode.ConfigurationChangeEvent): Promise<void> {
    try {
      await (await this.building)?.settingsChanged((setting) => event.affectsConfiguration(setting));
    } catch (error) {
      this.foundation.log.error(`Settings changed: ${toProblem(error, 'Services').message}`);
    }
  }

  /** Writes what is still to be written and ends threads and connections. */
  async close(): Promise<void> {
    await (await this.building)?.close();
  }

  private get(): Promise<Services> {
    this.building ??= this.build();
    return this.building;
  }

  private async build(): Promise<Services> {
    const { Services: Core } = await import('../../core/services/services');
    const { hashWorkers, cacheEnabled, ignore, maxPreviewNsfw, undoLimit, imageMeta } = settings;
    return new Core(this.foundation, {
      network: { civitai: () => this.civitai(), connect: proxyDispatcher },
      models: { hashWorkers, cacheEnabled, ignore, maxPreviewNsfw },
      undoLimit,
      disposeHeld: toTrash,
      imageMeta,
    });
  }

  private civitai(): CivitaiClientOptions {
    return {
      baseUrl: settings.civitaiBaseUrl(),
      token: () => this.token.getFor(settings.civitaiOrigin()),
      enabled: settings.civitaiEnabled,
      maxConcurrent: settings.maxConcurrent(),
      downloads: {
        models: settings.modelDownloads(),
        images: settings.imageDownloads(),
        bytesPerSecond: settings.downloadRate,
        reserve: settings.minFreeBytes,
      },
      log: this.foundation.log,
    };
  }
}
