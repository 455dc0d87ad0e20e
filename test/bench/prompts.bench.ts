// 100,000 prompt files: what Refilter costs beside only reading, and beside reading and rewriting, the same files.
// Then the grammar on what no prompt is: the time is to grow with the length of the text and no faster.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import pLimit from 'p-limit';
import { writeFileAtomic } from '../../src/core/files/atomicWrite';
import { filterPrompt } from '../../src/core/prompts/filter/filterPrompt';
import { filterSet } from '../../src/core/prompts/filter/filterSet';
import { FILTER_GROUPS } from '../../src/core/prompts/filter/filterWords';
import { moveLorasToFront } from '../../src/core/prompts/grammar/loraTags';
import type { PromptRules } from '../../src/core/prompts/rewrite/rules';
import { PromptRuns } from '../../src/core/prompts/run/promptRuns';
import { PromptThreads, THREADS } from '../../src/core/prompts/run/threads';
import type { PromptTarget } from '../../src/core/prompts/run/types';
import { UndoRuns } from '../../src/core/undo/undoRuns';
import { WRITES_AT_ONCE } from '../../src/core/prompts/run/worker/writeFiles';
import { promptTokens } from '../../src/core/prompts/tokens/tokens';
import { WorkerPool } from '../../src/core/threads/workerPool';
import { answerCalls } from '../../src/core/threads/workerSide';
import { EVERYWHERE, filterWords, someWords, writePrompts } from './promptFolder';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const FILES = 100_000;
const READ_ROUNDS = 7;
const WRITE_ROUNDS = 2;
/** With so many, one file in ten changes. */
const NEW_WORDS = 6;
const MEGABYTE = 1_000_000;
const workerFolder = resolve('dist');

interface Baseline {
  readonly rewrites: boolean;
  readonly paths: string;
}

/** What files cost any program: they are read, and written again as they are. */
async function readOrRewrite({ rewrites, paths }: Baseline): Promise<number> {
  const all = paths.split('\0');
  if (!rewrites) return all.reduce((sum, path) => sum + readFileSync(path).length, 0);
  const files = all.map((path) => ({ path, bytes: readFileSync(path) }));
  await pLimit(WRITES_AT_ONCE).map(files, ({ path, bytes }) => writeFileAtomic(path, bytes));
  return files.length;
}

/** The same threads as the commands have, with the same walk and the same batches, but the files are not read. */
class Baselines {
  private readonly finder = new PromptThreads({ workerFolder }, 1);
  private readonly pool: WorkerPool<Baseline, number>;

  constructor(threads: number) {
    this.pool = new WorkerPool(__filename, threads);
  }

  async run(root: string, rewrites: boolean): Promise<void> {
    const { batches } = await this.finder.call({ kind: 'find', places: [{ base: root, paths: [root] }] });
    await Promise.all(batches.map(({ paths }) => this.pool.run({ rewrites, paths })));
  }

  async close(): Promise<void> {
    await Promise.all([this.finder.close(), this.pool.close()]);
  }
}

interface Time {
  readonly wall: number;
  /** Of all threads: other work on the machine hardly changes it. */
  readonly cpu: number;
}

const times = new Map<string, Time[]>();

async function measure<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  const time = { wall: performance.now() - start, cpu: (user + system) / 1000 };
  times.set(name, [...(times.get(name) ?? []), time]);
  return result;
}

const took = (name: string, what: keyof Time = 'wall') =>
  median((times.get(name) ?? []).map((time) => time[what]));

function target(root: string, newWords: readonly string[]): PromptTarget {
  const rules: PromptRules = {
    words: filterWords(newWords),
    trailingComma: 'preserve',
    loraTags: 'all',
    refilterSource: 'existing',
    underscoresAsSpaces: true,
  };
  return { base: root, paths: [root], rules };
}

async function benchFiles(root: string, journalFolder: string): Promise<void> {
  writePrompts(root, FILES);
  const runs = (threads: number) =>
    new PromptRuns({
      workerFolder,
      undoRuns: new UndoRuns(journalFolder),
      threads,
      loraOf: () => Promise.resolve(undefined),
    });
  const [several, single] = [runs(THREADS), runs(1)];
  const [readers, reader] = [new Baselines(THREADS), new Baselines(1)];
  const [none, some, all] = [
    target(root, []),
    target(root, someWords(NEW_WORDS)),
    target(root, [EVERYWHERE]),
  ];
  for (let round = 0; round < READ_ROUNDS; round++) {
    await measure('read', () => readers.run(root, false));
    await measure('dry, no file changes', () => several.plan('refilter', [none]));
    const plan = await measure('dry', () => several.plan('refilter', [some]));
    const share = plan.changed.length / FILES;
    if (share < 0.08 || share > 0.15) throw new Error(`A tenth of the files should change, not ${share}.`);
    await measure('dry, every file changes', () => several.plan('refilter', [all]));
    await measure('read, one thread', () => reader.run(root, false));
    await measure('dry, one thread', () => single.plan('refilter', [some]));
    await measure('collect', () => several.collect(root, [root]));
  }
  for (let round = 0; round < WRITE_ROUNDS; round++) {
    await measure('read and rewrite', () => readers.run(root, true));
    const written = await measure('writing', async () => {
      const plan = await several.plan('refilter', [all]);
      return several.apply(
        plan,
        plan.changed.map(({ path }) => path),
      );
    });
    if (written.written.length !== FILES) throw new Error('Every file should be written.');
    await measure('undo', () => several.undo());
  }
  await Promise.all([several.close(), single.close(), readers.close(), reader.close()]);

  for (const name of times.keys()) printRow(name, took(name), 'ms');
  const ratio = (name: string, to: string, atMost?: number) => {
    printRow(`${name} / ${to}`, took(name) / took(to), '', atMost === undefined ? {} : { atMost });
    printRow(`${name} / ${to}, processor time`, took(name, 'cpu') / took(to, 'cpu'), '');
  };
  ratio('dry', 'read', 1.5);
  ratio('dry, one thread', 'read, one thread');
  ratio('dry, no file changes', 'read');
  ratio('dry, every file changes', 'read');
  ratio('writing', 'read and rewrite', 1.3);
}

function benchGrammar(): void {
  const set = filterSet(filterWords(['cat']), FILTER_GROUPS, true);
  const operations = {
    filterPrompt: (text: string) => filterPrompt(text, set),
    moveLorasToFront,
    promptTokens,
  };
  const prompt = (length: number) => '(blue sky:1.2), <lora:a b:0.8>, [cat|dog], 1girl, '.repeat(length / 50);
  const texts = {
    '20,000 × <lora:': '<lora:'.repeat(20_000),
    '5,000 nested brackets': `${'('.repeat(5_000)}cat, <lora:a:1>${')'.repeat(5_000)}`,
    '5 MB': prompt(5 * MEGABYTE),
  };
  const seconds = (work: () => unknown) => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  };
  for (const [operation, work] of Object.entries(operations)) {
    for (const [name, text] of Object.entries(texts)) {
      printRow(`${operation}, ${name}`, median([1, 2, 3].map(() => seconds(() => work(text)))), 's', {
        atMost: 1,
      });
    }
    const [one, five] = [1, 5].map((megabytes) => {
      const text = prompt(megabytes * MEGABYTE);
      return median([1, 2, 3, 4, 5].map(() => seconds(() => work(text))));
    });
    printRow(`${operation}, 5 MB / 1 MB`, (five ?? 0) / (one ?? 0), '', { atMost: 7.5 });
  }
}

if (isMainThread) {
  void withTempFolder(async (folder) => {
    const root = join(folder, 'prompts');
    await benchFiles(root, join(folder, 'journal'));
    benchGrammar();
  });
} else answerCalls(readOrRewrite);
