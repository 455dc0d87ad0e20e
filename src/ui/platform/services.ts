import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CivitaiClient, CivitaiClientOptions } from '../../core/civitai/client';
import type { Services } from '../../core/services';
import type { ChannelLog } from './log';
import { proxyDispatcher } from './proxy';
import { settings } from './settings';
import type { CivitaiToken } from './token';

/**
 * Builds the services on first use, and anew after a setting changed that they were built with.
 * Until then nothing of the core is loaded.
 */
export class ServicesHolder {
  private building: Promise<Services> | undefined;
  private readonly replaced = new vscode.EventEmitter<void>();

  /** The services were thrown away: ask for new ones, and for their library. */
  readonly onDidReset = this.replaced.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly token: CivitaiToken,
    private readonly log: ChannelLog,
  ) {}

  async get(): Promise<Services> {
    this.building ??= this.build();
    return this.building;
  }

  /** A client that uses another token, to try it. The caller closes it. */
  async clientWith(token: string): Promise<CivitaiClient> {
    const { CivitaiClient: Client } = await import('../../core/civitai/client');
    return new Client({ ...this.civitai(), token: () => Promise.resolve(token) });
  }

  async reset(): Promise<void> {
    const old = this.building;
    this.building = undefined;
    await (await old)?.dispose();
    this.replaced.fire();
  }

  async dispose(): Promise<void> {
    const old = this.building;
    this.building = undefined;
    this.replaced.dispose();
    await (await old)?.dispose();
  }

  private async build(): Promise<Services> {
    const { createServices } = await import('../../core/services');
    const workers = settings.hashWorkers();
    return createServices({
      workerFolder: join(this.context.extensionPath, 'dist'),
      ...(settings.cacheEnabled() && { cacheFolder: this.context.globalStorageUri.fsPath }),
      civitai: this.civitai(),
      ignore: settings.ignore,
      maxPreviewNsfw: settings.maxPreviewNsfw,
      ...(workers > 0 && { hashWorkers: workers }),
      log: this.log,
    });
  }

  private civitai(): CivitaiClientOptions {
    return {
      baseUrl: settings.civitaiBaseUrl(),
      token: () => this.token.get(),
      enabled: settings.civitaiEnabled,
      dispatcher: proxyDispatcher,
      maxConcurrent: settings.maxConcurrent(),
      log: this.log,
    };
  }
}
