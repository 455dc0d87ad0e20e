import * as l10n from '@vscode/l10n';
import { isInside } from '../../../core/files/expandPath';
import type { Log } from '../../../core/log';
import type { Library } from '../../../core/models/library/library';
import type { ModelEntry, RootState } from '../../../core/models/library/modelEntry';
import { Emitter, type Listenable } from '../../platform/emitter';
import { asInfo } from '../../platform/problems';
import { ScanSchedule } from './scanSchedule';
import { SessionFailures } from './sessionFailures';

export interface ModelLibraryDeps {
  /** The library of the core, asked for at each scan: a changed setting may have replaced it. */
  readonly library: () => Promise<Library>;
  /** The folders to scan, absolute. */
  readonly roots: () => readonly string[];
  readonly log: Log;
  readonly now?: () => number;
}

/** The models of the open folders and of the settings, as the view, the commands and the prompts see them. */
export class ModelLibrary {
  readonly failures = new SessionFailures();
  /** Scans the folders again; several calls are one. A failure is shown in the view. */
  readonly refresh: () => Promise<void>;
  /** Models changed: those paths, or any of them where undefined. */
  readonly onDidChange: Listenable<readonly string[] | undefined>;
  /** The first scan begins. */
  readonly onDidBegin: Listenable<void>;

  private readonly began = new Emitter<void>();
  private readonly changed = new Emitter<readonly string[] | undefined>();
  private readonly schedule: ScanSchedule;
  private library: Library | undefined;
  private stopListening: (() => void) | undefined;
  private showScan: (scan: Promise<void>) => Promise<void> = (scan) => scan;

  constructor(private readonly deps: ModelLibraryDeps) {
    this.onDidChange = this.changed.event;
    this.onDidBegin = this.began.event;
    this.schedule = new ScanSchedule(() => this.scan(), deps.now);
    this.refresh = this.schedule.refresh;
  }

  /** Lets a view show every scan. A scan has ended when the view has shown what came of it. */
  showScansWith(show: (scan: Promise<void>) => Promise<void>): void {
    this.showScan = show;
  }

  /** Scans the folders and draws everything again, also pictures that were replaced under the same name. */
  async refreshAll(): Promise<void> {
    await this.refresh();
    this.changed.fire(undefined);
  }

  /** The library, once the folders have been scanned. */
  async ready(): Promise<Library> {
    await this.schedule.ready();
    return this.library ?? this.deps.library();
  }

  scanIfStale(): void {
    this.schedule.scanIfStale();
  }

  rescan(): void {
    this.schedule.rescan();
  }

  /** Whether a scan has begun to fill the library. */
  get isLoaded(): boolean {
    return this.library !== undefined;
  }

  roots(): readonly RootState[] {
    return this.library?.roots() ?? [];
  }

  /** All models, with the failures of this session. */
  entries(): ModelEntry[] {
    return (this.library?.entries() ?? []).map((entry) => this.failures.addTo(entry));
  }

  entry(path: string): ModelEntry | undefined {
    const entry = this.library?.entry(path);
    return entry && this.failures.addTo(entry);
  }

  /** The models below a folder (absolute). */
  inFolder(folder: string): ModelEntry[] {
    return this.entries().filter(({ path }) => isInside(path, folder));
  }

  dispose(): void {
    this.stopListening?.();
    this.changed.dispose();
    this.began.dispose();
  }

  /** @returns whether the folders could be scanned */
  private async scan(): Promise<boolean> {
    try {
      await this.showScan(this.fill());
      return true;
    } catch (error) {
      const { message, advice } = asInfo(error, l10n.t('Models'));
      this.deps.log.error(`Scanning failed: ${message} ${advice}`);
      return false;
    }
  }

  private async fill(): Promise<void> {
    const library = await this.deps.library();
    this.listenTo(library);
    await library.refresh(this.deps.roots());
  }

  private listenTo(library: Library): void {
    if (library === this.library) return;
    this.stopListening?.();
    const isFirst = this.library === undefined;
    this.library = library;
    if (isFirst) this.began.fire();
    this.stopListening = library.onDidChange((paths) => this.changed.fire(paths));
  }
}
