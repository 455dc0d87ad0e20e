import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach } from 'mocha';
import { NO_WORDS, type FilterWords } from '../../../../../src/core/prompts/filter/filterWords';
import type { FolderLora } from '../../../../../src/core/prompts/grammar/folderLora';
import type { PromptRules } from '../../../../../src/core/prompts/rewrite/rules';
import { PromptRuns } from '../../../../../src/core/prompts/run/promptRuns';
import { UndoRuns } from '../../../../../src/core/undo/undoRuns';
import type { PromptPlan, PromptTarget } from '../../../../../src/core/prompts/run/types';

export const RULES: PromptRules = {
  words: { ...NO_WORDS, clothes: ['hat'] },
  trailingComma: 'preserve',
  loraTags: 'all',
  refilterSource: 'existing',
  underscoresAsSpaces: true,
};

export const rules = (words: Partial<FilterWords>): PromptRules => ({
  ...RULES,
  words: { ...NO_WORDS, ...words },
});

/** A prompt file that the rules change: in `prompt` there is a hat. */
export const HAT = '{"prompt": "cat, hat"}';
/** The same file without it. */
export const NO_HAT = '{"prompt": "cat"}';

/** For each test of the suite that calls this, a folder of prompts, another for the journal, and runs over them. */
export class PromptFolder {
  /** Absolute path of the folder of the prompts. */
  path = '';
  private root = '';
  private opened: PromptRuns[] = [];

  constructor() {
    beforeEach(() => {
      this.root = mkdtempSync(join(tmpdir(), 'diffusion-workbench-test-'));
      this.path = join(this.root, 'prompts');
      mkdirSync(this.path);
    });
    afterEach(async () => {
      await Promise.all(this.opened.splice(0).map((runs) => runs.close()));
      rmSync(this.root, { recursive: true, force: true });
    });
  }

  get journal(): string {
    return join(this.root, 'journal');
  }

  at(name: string): string {
    return join(this.path, name);
  }

  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): string {
    const path = this.at(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Writes files `0000.txt`, … that the rules change, and returns their paths. */
  writeHats(count: number): string[] {
    return Array.from({ length: count }, (_, index) =>
      this.write(`${String(index).padStart(4, '0')}.txt`, HAT),
    );
  }

  text(name: string): string {
    return readFileSync(this.at(name), 'utf8');
  }

  /** What is in the folder, by name. */
  names(): string[] {
    return readdirSync(this.path).sort();
  }

  /** Runs over the folder; a second call is a second session. */
  runs(
    options: {
      readonly threads?: number;
      readonly journal?: boolean;
      /** Bytes. */
      readonly undoLimit?: number;
      readonly loraOf?: (folder: string) => Promise<FolderLora | undefined>;
    } = {},
  ): PromptRuns {
    const { threads, journal = true, undoLimit, loraOf = () => Promise.resolve(undefined) } = options;
    const runs = new PromptRuns({
      workerFolder: resolve('dist'),
      ...(journal && { undoRuns: new UndoRuns(this.journal) }),
      ...(undoLimit !== undefined && { undoLimit: () => undoLimit }),
      loraOf,
      ...(threads !== undefined && { threads }),
      clock: () => new Date('2026-01-02T03:04:05Z'),
    });
    this.opened.push(runs);
    return runs;
  }

  target(target: Partial<PromptTarget> = {}): PromptTarget {
    return { base: this.path, paths: [this.path], rules: RULES, ...target };
  }

  /** Refilters the whole folder and writes all that changes. */
  async refilter(runs = this.runs(), target = this.target()): Promise<PromptPlan> {
    const plan = await runs.plan('refilter', [target]);
    await runs.apply(plan, changedPaths(plan));
    return plan;
  }

  /** A path as the tests write it: relative to the folder, with forward slashes. */
  relative(path: string): string {
    return path.slice(this.path.length + 1).replaceAll('\\', '/');
  }
}

export function changedPaths(plan: PromptPlan): string[] {
  return plan.changed.map(({ path }) => path);
}
