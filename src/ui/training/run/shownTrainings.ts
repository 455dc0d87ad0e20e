import * as l10n from '@vscode/l10n';
import type { Job } from '../../../core/training/jobs/job';

/** Which trainings have a terminal in this window. VS Code tells terminals apart by their names alone. */
export class ShownTrainings {
  private readonly names = new Map<string, string>();

  /** The terminal of a job has opened. @returns its name, which that of no other job has */
  open({ id, name }: Pick<Job, 'id' | 'name'>): string {
    const known = this.names.get(id);
    if (known !== undefined) return known;
    const taken = new Set(this.names.values());
    const first = l10n.t('Training {0}', name);
    let free = first;
    for (let number = 2; taken.has(free); number++) free = `${first} (${number})`;
    this.names.set(id, free);
    return free;
  }

  /** It shows nothing any more. */
  close(id: string): void {
    this.names.delete(id);
  }

  /** What the terminal of a job is called, where there is one. */
  nameOf(id: string): string | undefined {
    return this.names.get(id);
  }
}
