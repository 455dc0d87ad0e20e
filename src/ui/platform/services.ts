import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CivitaiClient, CivitaiClientOptions } from '../../core/civitai/client';
import type { Services } from '../../core/services/services';
import type { ChannelLog } from './log';
import { proxyConnections, type Connections } from './proxy';
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

  /** Asks something with another token, to try it. */
  async withToken<T>(token: string, ask: (client: CivitaiClient) => Promise<T>): Promise<T> {
    const { CivitaiClient: Client } = await import('../../core/civitai/client');
    const connections = proxyConnections();
    const client = new Client({ ...this.civitai(connections), token: () => Promise.resolve(token) });
    try {
      return await ask(client);
    } finally {
      await client.close();
      await connections.close();
    }
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
    const { createServices } = await import('../../core/services/services');
    const workers = settings.hashWorkers();
    const connections = proxyConnections();
    const services = await createServices({
      workerFolder: join(this.context.extensionPath, 'dist'),
      ...(settings.cacheEnabled() && { cacheFolder: this.context.globalStorageUri.fsPath }),
      journalFolder: join(this.context.globalStorageUri.fsPath, 'prompts'),
      civitai: this.civitai(connections),
      ignore: settings.ignore,
      maxPreviewNsfw: settings.maxPreviewNsfw,
      ...(workers > 0 && { hashWorkers: workers }),
      log: this.log,
    });
    return {
      ...services,
      dispose: async () => {
        await services.dispose();
        await connections.close();
      },
    };
  }

  private civitai(connections: Connections): CivitaiClientOptions {
    return {
      baseUrl: settings.civitaiBaseUrl(),
      token: () => this.token.get(),
      enabled: settings.civitaiEnabled,
      dispatcher: connections.open,
      maxConcurrent: settings.maxConcurrent(),
      log: this.log,
    };
  }
}
