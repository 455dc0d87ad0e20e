import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, it } from 'mocha';
import { TaskQueue } from '../../../../src/core/tasks/taskQueue';
import { tempFolder } from '../../support/tempFolder';

/**
 * Ends its process at a moment of writing to the list of tasks: `cut:N` after all but N bytes of a line, `written`,
 * `synced`, and of compacting it: `rename` and `renamed`.
 */
const KILLER = `
const files = require('node:fs/promises');
const { open, rename } = files;
const [moment, left] = process.env.KILL_AT.split(':');
const die = () => process.kill(process.pid, 'SIGKILL');
const isList = (path) => path.endsWith('tasks.ndjson');
files.open = async (path, ...rest) => {
  const file = await open(path, ...rest);
  if (!isList(path) || rest[0] !== 'a') return file;
  const [append, sync] = [file.appendFile.bind(file), file.sync.bind(file)];
  file.appendFile = async (text) => {
    await append(moment === 'cut' ? text.slice(0, -left) : text);
    if (moment === 'cut' || moment === 'written') die();
  };
  file.sync = async () => {
    await sync();
    if (moment === 'synced') die();
  };
  return file;
};
files.rename = async (from, to) => {
  if (isList(to) && moment === 'rename') die();
  await rename(from, to);
  if (isList(to) && moment === 'renamed') die();
};`;

/** What the other processes of these tests do: this file, run again with `--child`. */
const CHILD: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  /** Claims a task, says so, waits for a word, and then does all that it gets. */
  async work(folder) {
    const queue = new TaskQueue(folder, { limits: () => ({ training: 2 }) });
    for (let isFirst = true; ; isFirst = false) {
      const claim = await queue.claim('training');
      if (!claim) return;
      appendFileSync(join(folder, 'log'), `${claim.task.id} ${process.pid}\n`);
      if (isFirst) await word('claimed');
      await claim.progress(0.5);
      await claim.end({ state: 'completed' });
    }
  },
  /** Works until all is done, and notes when a task begins and ends. */
  async turns(folder) {
    const queue = new TaskQueue(folder);
    await word('ready');
    while ((await queue.list()).some(({ state }) => state !== 'completed')) {
      const claim = await queue.claim('training');
      if (!claim) continue;
      appendFileSync(join(folder, 'log'), `in ${claim.task.id} ${process.pid}\n`);
      await new Promise((resolve) => setImmediate(resolve));
      appendFileSync(join(folder, 'log'), `out ${claim.task.id} ${process.pid}\n`);
      await claim.end({ state: 'completed' });
    }
  },
  /** Claims a task and keeps it. */
  async hold(folder) {
    const claim = await new TaskQueue(folder).claim('training');
    await word(claim?.id ?? 'nothing');
  },
  /** Takes over the claim that it is told, says what came of it, and completes it at a word. */
  async adopt(folder) {
    const claim = await new TaskQueue(folder).adopt('a', process.env.CLAIM ?? '');
    await word(claim ? 'adopted' : 'nothing');
    await claim?.end({ state: 'completed' });
  },
};

/** Says something, and waits for an answer. */
async function word(said: string): Promise<void> {
  writeSync(1, said);
  await once(process.stdin, 'data');
}

const start = (
  work: keyof typeof CHILD,
  folder: string,
  env: Record<string, string> = {},
  ...options: string[]
) => execa(process.execPath, [...options, __filename, '--child', work, folder], { env, reject: false });
type Child = ReturnType<typeof start>;

const heard = async (child: Child) => String((await once(child.stdout, 'data'))[0]);
const answer = (child: Child) => child.stdin.end('go');

if (process.argv[2] === '--child') {
  const [, , , work = '', folder = ''] = process.argv;
  void CHILD[work]?.(folder).then(() => process.exit());
} else describe('a queue of tasks and other processes', suite);

function suite(): void {
  const folder = tempFolder();
  const add = async (...ids: readonly string[]) => {
    const queue = new TaskQueue(folder.path);
    await queue.add(...ids.map((id) => ({ id, title: id, kind: 'training', payload: null })));
    return queue;
  };
  const states = async () =>
    (await new TaskQueue(folder.path).list()).map(({ id, state }) => `${id} ${state}`);
  const log = () => readFileSync(join(folder.path, 'log'), 'utf8').trim().split('\n');

  it('give each task to one of them', async () => {
    const ids = Array.from({ length: 20 }, (_, at) => `task${at}`);
    await add(...ids);
    const children = [start('work', folder.path), start('work', folder.path)];
    // Each has its first task before one of them can do the others.
    assert.deepEqual(await Promise.all(children.map(heard)), ['claimed', 'claimed']);
    children.forEach(answer);
    await Promise.all(children);
    const lines = log().map((line) => line.split(' '));
    assert.deepEqual(lines.map(([id]) => id).sort(), [...ids].sort(), 'each once');
    assert.equal(new Set(lines.map(([, pid]) => pid)).size, 2);
    assert.deepEqual(
      await states(),
      ids.map((id) => `${id} completed`),
    );
  });

  it('run one at a time, in order', async () => {
    const ids = Array.from({ length: 8 }, (_, at) => `task${at}`);
    await add(...ids);
    const children = [start('turns', folder.path), start('turns', folder.path)];
    await Promise.all(children.map(heard));
    children.forEach(answer);
    await Promise.all(children);
    const lines = log();
    const begun = lines.filter((_, at) => at % 2 === 0);
    assert.deepEqual(
      begun.map((line) => line.split(' ')[1]),
      ids,
    );
    assert.deepEqual(
      lines.filter((_, at) => at % 2 === 1),
      begun.map((line) => line.replace('in', 'out')),
    );
  });

  it('find the task of one that was killed', async () => {
    const queue = await add('a', 'b');
    const child = start('hold', folder.path);
    await heard(child);
    assert.deepEqual(await queue.settle(), []);
    assert.equal(await queue.claim('training'), undefined);
    child.kill('SIGKILL');
    await child;
    assert.deepEqual(
      (await queue.settle()).map(({ id, state }) => `${id} ${state}`),
      ['a failed'],
    );
    await queue.retry('a');
    assert.equal((await queue.claim('training'))?.task.id, 'a');
  });

  it('hand over a task to one that lives longer', async () => {
    const queue = await add('a');
    const first = start('hold', folder.path);
    const second = start('adopt', folder.path, { CLAIM: await heard(first) });
    assert.equal(await heard(second), 'adopted');
    first.kill('SIGKILL');
    await first;
    assert.deepEqual(await queue.settle(), []);
    answer(second);
    await second;
    assert.deepEqual(await states(), ['a completed']);
  });

  const MOMENTS: readonly [moment: string, at: string, next: string, left: readonly string[]][] = [
    ['before anything is written', 'cut:1000', 'a', ['a running', 'b pending']],
    ['in the middle of a line', 'cut:100', 'a', ['a running', 'b pending']],
    ['before the last bracket', 'cut:2', 'a', ['a running', 'b pending']],
    ['before the end of a line', 'cut:1', 'b', ['a failed', 'b running']],
    ['before it is safe on the disk', 'written', 'b', ['a failed', 'b running']],
    ['when it is safe on the disk', 'synced', 'b', ['a failed', 'b running']],
    ['before the compacted file is in place', 'rename', 'b', ['a failed', 'b running']],
    ['when the compacted file is in place', 'renamed', 'b', ['a failed', 'b running']],
  ];
  for (const [moment, at, next, left] of MOMENTS) {
    it(`lose nothing when one is killed in a claim ${moment}`, async () => {
      const queue = await add('a', 'b');
      if (at.startsWith('rename')) makeLong();
      const killer = folder.write('killer.cjs', KILLER);
      // Locks of its own: that of a killed process would have to grow old first.
      const locks = join(folder.path, 'locks');
      const env = { KILL_AT: at, XDG_CACHE_HOME: locks, HOME: locks, LOCALAPPDATA: locks };
      const { signal } = await start('hold', folder.path, env, '--require', killer);
      assert.equal(signal, 'SIGKILL');
      assert.equal((await queue.claim('training'))?.task.id, next);
      assert.deepEqual(await states(), left);
    });
  }

  /** So that the next change compacts the list. */
  function makeLong(): void {
    const path = join(folder.path, 'tasks.ndjson');
    const lines = readFileSync(path, 'utf8').split('\n');
    appendFileSync(path, `${lines.at(-2)}\n`.repeat(1000));
  }
}
