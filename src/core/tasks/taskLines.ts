import { parseJsonObject } from '../json/jsonDocument';
import { isTask, type Task } from './task';

/** A line that removes a task. */
export interface Removal {
  readonly id: string;
  readonly revision: number;
  readonly removed: true;
}

/** A line that tells how far a run of a task is. It is no change: losing it costs nothing. */
export interface ProgressLine {
  readonly id: string;
  readonly claim: string;
  readonly progress: number;
}

interface Entry {
  readonly value: Readonly<Record<string, unknown>>;
  readonly revision: number;
  /** Absent for a removed one, and for one in a form that only a newer version knows. */
  readonly task?: Task;
}

/**
 * The tasks that the lines of a file tell of. The order of lines decides: of two changes that were made from the same
 * revision of a task, the first one counts.
 */
export class TaskLines {
  /** In the order in which they were added. */
  private readonly entries = new Map<string, Entry>();
  /** Lines of a newer version. */
  private readonly others: string[] = [];
  /** How many lines there are. */
  count = 0;

  /** How many lines are needed. */
  get size(): number {
    return this.entries.size + this.others.length;
  }

  get tasks(): Task[] {
    return [...this.entries.values()].flatMap(({ task }) => task ?? []);
  }

  get(id: string): Task | undefined {
    return this.entries.get(id)?.task;
  }

  /** Of a task, or what is left of it; 0 where nothing is known. */
  revisionOf(id: string): number {
    return this.entries.get(id)?.revision ?? 0;
  }

  /** Whether the last change of a task is the one with this mark: it was the first of its revision. */
  isLastChange(id: string, change: string): boolean {
    return this.entries.get(id)?.value.change === change;
  }

  /** Takes in a line. A broken one is skipped: a killed process leaves it. */
  read(line: string): void {
    if (line === '') return;
    this.count++;
    const read = parseJsonObject(line);
    if (!read.ok) return;
    const { value } = read;
    const { id, revision, claim, progress } = value;
    if (typeof id === 'string' && typeof revision === 'number') this.change(id, revision, value);
    else if (typeof id === 'string' && typeof claim === 'string' && typeof progress === 'number') {
      this.progress({ id, claim, progress });
    } else if (!('generation' in value)) this.others.push(line);
  }

  private change(id: string, revision: number, value: Entry['value']): void {
    if (revision <= this.revisionOf(id)) return;
    // One that is added again comes last.
    if (this.entries.get(id)?.value.removed === true) this.entries.delete(id);
    this.entries.set(id, { value, revision, ...(isTask(value) && { task: value }) });
  }

  private progress({ id, claim, progress }: ProgressLine): void {
    const entry = this.entries.get(id);
    if (entry?.task?.claim !== claim || !(progress >= 0 && progress <= 1)) return;
    const task = { ...entry.task, progress };
    this.entries.set(id, { value: { ...task }, revision: entry.revision, task });
  }

  /** The fewest lines that tell the same. */
  get fewest(): string[] {
    const values = [...this.entries.values()].map(({ value }) => value);
    return [
      ...values.filter(({ removed }) => removed !== true).map((value) => JSON.stringify(value)),
      ...this.others,
    ];
  }
}
