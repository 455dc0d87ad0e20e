import { dirname, resolve } from 'node:path';
import type { PlacedFinding } from '../../../core/training/job/readTraining';
import type { WholeCheck } from './wholeCheck';

/**
 * What is known of training files: of open ones what their text says now, and what the last Check Training found
 * besides, which stays until the next one.
 */
export class FoundProblems {
  private readonly live = new Map<string, readonly PlacedFinding[]>();
  private readonly checked = new Map<string, WholeCheck>();

  /** The text of an open file was checked. */
  setLive(path: string, findings: readonly PlacedFinding[]): void {
    this.live.set(path, findings);
  }

  /** Check Training has looked at a file, open or not. */
  setChecked(path: string, check: WholeCheck): void {
    this.checked.set(path, check);
    if (this.live.has(path)) this.live.set(path, check.ofFile);
  }

  /** It is not open any more. What Check Training found of it stays, with what its text said last. */
  close(path: string): void {
    const findings = this.live.get(path);
    const check = this.checked.get(path);
    if (check && findings) this.checked.set(path, { ...check, ofFile: findings });
    this.live.delete(path);
  }

  of(path: string): readonly PlacedFinding[] {
    const check = this.checked.get(path);
    return [...(this.live.get(path) ?? check?.ofFile ?? []), ...(check?.beyond ?? [])];
  }

  /** All of them by the file that each is about: the training file, or a picture or caption of it. */
  byFile(): ReadonlyMap<string, readonly PlacedFinding[]> {
    const files = new Map<string, PlacedFinding[]>();
    for (const path of new Set([...this.live.keys(), ...this.checked.keys()])) {
      for (const finding of this.of(path)) {
        const file = finding.file === undefined ? path : resolve(dirname(path), finding.file);
        const others = files.get(file);
        if (others) others.push(finding);
        else files.set(file, [finding]);
      }
    }
    return files;
  }
}
