import pLimit from 'p-limit';
import type { RunTool } from '../../../core/training/environment/runPython';
import type { Family } from '../../../core/training/options/families';
import type { OptionTable } from '../../../core/training/options/optionTable';
import { Emitter } from '../../platform/emitter';
import type { TrainingEditor } from '../trainingEditor';
import type { EditorTrainingSettings } from '../trainingSettings';

export interface TrainerTablesDeps {
  readonly editor: Pick<TrainingEditor, 'settings'>;
  /** A folder of a stranger must not choose which Python runs. */
  readonly isTrusted: () => boolean;
  /** Absolute; what is found out outlives the window there. */
  readonly cacheFolder: string;
  readonly run?: RunTool;
}

/** What a trainer answered in one state of its files; no table where it gave none. */
interface Answer {
  readonly key: string | undefined;
  readonly table: OptionTable | undefined;
}

/**
 * The options of the user's own trainers, one table for each Python and script. Python tells them, one trainer at a time
 * and in the background: until then, and where it fails, nothing is known.
 */
export class TrainerTables {
  private readonly answers = new Map<string, Answer>();
  private readonly looks = new Map<string, Promise<OptionTable | undefined>>();
  private readonly onePython = pLimit(1);
  private reading = new AbortController();
  private readonly changed = new Emitter<undefined>();
  /** Another table is known of a trainer than before. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly deps: TrainerTablesDeps) {}

  /** What is known now of the trainer for a training file. Looks in the background whether it has changed. */
  known(path: string, family: Family): OptionTable | undefined {
    if (!this.deps.isTrusted()) return undefined;
    const settings = this.deps.editor.settings(path);
    void this.look(settings, family);
    return this.answers.get(trainerOf(settings, family))?.table;
  }

  /**
   * The options of the trainer for a training file, once Python has told them. One that failed before is asked again.
   * @throws the reason of the signal when cancelled; the Python goes on, for the editor wants its answer, too
   */
  async read(path: string, family: Family, signal: AbortSignal): Promise<OptionTable | undefined> {
    if (!this.deps.isTrusted()) return undefined;
    const settings = this.deps.editor.settings(path);
    const trainer = trainerOf(settings, family);
    if (!this.answers.get(trainer)?.table) this.answers.delete(trainer);
    return unlessAborted(this.look(settings, family), signal);
  }

  /** The settings have changed: what is being read may be of another trainer, and what failed may work now. */
  settingsChanged(): void {
    this.reading.abort();
    this.reading = new AbortController();
    this.looks.clear();
    for (const [trainer, { table }] of this.answers) if (!table) this.answers.delete(trainer);
  }

  /** Ends the Python that runs. */
  dispose(): void {
    this.reading.abort();
    this.changed.dispose();
  }

  private look(settings: EditorTrainingSettings, family: Family): Promise<OptionTable | undefined> {
    const trainer = trainerOf(settings, family);
    const running = this.looks.get(trainer);
    if (running) return running;
    // What fails here is told by the check of the environment.
    const look = this.askIfChanged(trainer, settings, family)
      .catch(() => undefined)
      .finally(() => {
        if (this.looks.get(trainer) === look) this.looks.delete(trainer);
      });
    this.looks.set(trainer, look);
    return look;
  }

  private async askIfChanged(
    trainer: string,
    settings: EditorTrainingSettings,
    family: Family,
  ): Promise<OptionTable | undefined> {
    const { cacheFolder, run } = this.deps;
    const { signal } = this.reading;
    const { readOwnTable, trainerState } = await import('../../../core/training/environment/readOwnTable');
    const key = (await trainerState(settings, family))?.key;
    const before = this.answers.get(trainer);
    if (before && before.key === key) return before.table;
    const options = { cacheFolder, signal, ...(run && { run }) };
    const table = await this.onePython(() => readOwnTable(settings, family, options)).catch(() => undefined);
    if (signal.aborted) return undefined;
    this.answers.set(trainer, { key, table });
    if (table !== before?.table) this.changed.fire(undefined);
    return table;
  }
}

const trainerOf = (settings: EditorTrainingSettings, family: Family): string =>
  JSON.stringify([settings.python, settings.scriptPath, family]);

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', cancel, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
