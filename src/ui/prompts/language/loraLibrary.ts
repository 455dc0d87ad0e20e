import * as vscode from 'vscode';
import { LoraNames, loraName } from '../../../core/prompts/editing/loraNames';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { isLora, modelType } from '../../../core/models/view/modelText';
import type { Subscription } from '../../platform/emitter';
import type { ModelLibrary } from '../../models/library/modelLibrary';

/** A scan and an annotation change many models one after another. */
const TELL_AFTER_MS = 500;

/** What tags in prompts can mean: the models of the library by their names. */
export class LoraLibrary implements vscode.Disposable {
  /** The names may be others than before. */
  readonly onDidChange: vscode.Event<void>;

  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listener: Subscription;
  private known: LoraNames<ModelEntry> | undefined;
  private loaded = false;
  private loading: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly models: ModelLibrary) {
    this.onDidChange = this.changed.event;
    this.listener = models.onDidChange((paths) => {
      // Until a scan has ended, models are missing that are there.
      if (paths === undefined) this.loaded = true;
      this.known = undefined;
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.changed.fire();
      }, TELL_AFTER_MS);
    });
  }

  /** The names, where the library has been loaded. */
  get names(): LoraNames<ModelEntry> | undefined {
    if (!this.loaded) return undefined;
    return (this.known ??= new LoraNames(this.models.entries().map(toCallableLora)));
  }

  /** The models that a prompt can call, one for each name, in the order of the library. */
  loras(): ModelEntry[] {
    const byName = new Map<string, ModelEntry>();
    for (const entry of this.models.entries().filter(isCallable)) {
      const name = loraName(entry.relativePath);
      if (!byName.has(name)) byName.set(name, entry);
    }
    return [...byName.values()];
  }

  /** Loads the models where that has not been done yet. A failure is shown by the Models view. */
  async load(): Promise<void> {
    if (this.loaded) return;
    this.loading ??= this.models.ready().then(
      () => void (this.loaded = this.models.isLoaded),
      () => undefined,
    );
    await this.loading;
  }

  /** Whether folders with models are not there now, so that a name may be of a model in one of them. */
  get isPartial(): boolean {
    return this.models.roots().some(({ missing }) => missing);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listener.dispose();
    this.changed.dispose();
  }
}

/** The names of a model in a prompt besides that of its file. */
export function aliasesOf({ header }: ModelEntry): string[] {
  return [...new Set([header?.outputName, header?.title])].filter((name) => name !== undefined);
}

/** Whether a prompt may call it: a LoRA, or a model of unknown type. */
function isCallable(entry: ModelEntry): boolean {
  return isLora(entry) || (modelType(entry) === undefined && entry.state !== 'refused');
}

function toCallableLora(entry: ModelEntry) {
  return {
    model: entry,
    relativePath: entry.relativePath,
    aliases: aliasesOf(entry),
    offered: isCallable(entry),
  };
}
