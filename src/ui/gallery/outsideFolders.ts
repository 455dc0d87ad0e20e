import { isInside, withoutNested } from '../../core/files/expandPath';
import type { Subscription } from '../platform/emitter';

export interface OutsideDeps {
  /** The folders that are open in the window, which are watched already; absolute paths. */
  readonly open: () => readonly string[];
  /** Absolute paths of the folders with models and with pictures. */
  readonly roots: () => readonly string[];
  /** Watches a folder with all in it, until it is disposed of. */
  readonly watch: (folder: string) => Subscription;
}

/** Watches what galleries show outside of the open folders: one watcher for each outermost folder. */
export class OutsideFolders {
  private readonly watchers = new Map<string, Subscription>();
  private readonly shown = new Set<readonly string[]>();

  constructor(private readonly deps: OutsideDeps) {
    this.update();
  }

  /** Watches folders that a page shows until it is closed. @param folders absolute paths */
  show(folders: readonly string[]): Subscription {
    // One of its own, so that two pages can show the same.
    const entry = [...folders];
    this.shown.add(entry);
    this.update();
    return {
      dispose: () => {
        this.shown.delete(entry);
        this.update();
      },
    };
  }

  /** The open folders or those with models or pictures may be others now. */
  update(): void {
    const { open, roots, watch } = this.deps;
    const inside = open();
    const wanted = withoutNested([...roots(), ...[...this.shown].flat()]).filter(
      (folder) => !inside.some((one) => isInside(folder, one)),
    );
    for (const [folder, watcher] of this.watchers) {
      if (wanted.includes(folder)) continue;
      watcher.dispose();
      this.watchers.delete(folder);
    }
    for (const folder of wanted) if (!this.watchers.has(folder)) this.watchers.set(folder, watch(folder));
  }

  dispose(): void {
    for (const watcher of this.watchers.values()) watcher.dispose();
    this.watchers.clear();
  }
}
