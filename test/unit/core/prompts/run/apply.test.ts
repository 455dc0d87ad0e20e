import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { Progress } from '../../../../../src/core/progress/progress';
import { digestOf } from '../../../../../src/core/files/digest';
import { writeFiles } from '../../../../../src/core/prompts/run/worker/writeFiles';
import { changedPaths, HAT, NO_HAT, PromptFolder, RULES } from './promptFolder';

describe('PromptRuns.apply', () => {
  const folder = new PromptFolder();

  it('writes the files that are chosen and no other', async () => {
    const [one, two, three] = folder.writeHats(3);
    const other = folder.write('other.txt', NO_HAT);
    const runs = folder.runs();
    const plan = await runs.plan('refilter', [folder.target()]);
    assert.deepEqual(await runs.apply(plan, [three!, one!, other]), {
      written: [one, three],
      failed: [],
      left: 0,
    });
    assert.deepEqual(
      [one, two, three].map((path) => readFileSync(path!, 'utf8')),
      [NO_HAT, HAT, NO_HAT],
    );
    assert.deepEqual(folder.names(), ['0000.txt', '0001.txt', '0002.txt', 'other.txt']);
  });

  it('leaves every other byte: byte order mark, line ends, blanks, numbers, keys that stand twice', async () => {
    const text = `\ufeff{\r\n\t"seed": 18446744073709551615,\r\n  "prompt" :\t"x, hat",\r\n "prompt": "cat, hat" ,"cfg":7.0 }\r\n\r\n`;
    folder.write('a.txt', text);
    await folder.refilter();
    assert.equal(folder.text('a.txt'), text.replace('cat, hat', 'cat'));
  });

  it('changes nothing when it is run again', async () => {
    folder.writeHats(3);
    const runs = folder.runs();
    await folder.refilter(runs);
    const again = await runs.plan('refilter', [folder.target()]);
    assert.deepEqual([again.changed, again.unchanged.length], [[], 3]);
  });

  it('leaves a file that was changed after the preview, says so, and writes the others', async () => {
    const paths = folder.writeHats(3);
    const runs = folder.runs();
    const plan = await runs.plan('refilter', [folder.target()]);
    folder.write('0001.txt', '{"prompt": "cat, hat, mine"}');
    const { written, failed, left } = await runs.apply(plan, paths);
    assert.deepEqual([written, left], [[paths[0], paths[2]], 0]);
    assert.deepEqual(failed, [
      {
        path: paths[1],
        problem: {
          code: 'changed_meanwhile',
          message: '0001.txt was changed after the preview.',
          advice: 'Run the command again to see what it would do now.',
        },
      },
    ]);
    assert.equal(folder.text('0001.txt'), '{"prompt": "cat, hat, mine"}');
    assert.equal((await runs.lastRun())?.files, 2);
  });

  it('says what to do about read-only files and files that are gone, and writes the others', async () => {
    const paths = folder.writeHats(3);
    const runs = folder.runs();
    const plan = await runs.plan('refilter', [folder.target()]);
    chmodSync(paths[0]!, 0o444);
    rmSync(paths[1]!);
    const { written, failed } = await runs.apply(plan, paths);
    assert.deepEqual(written, [paths[2]]);
    assert.deepEqual(
      failed.map(({ problem }) => problem),
      [
        {
          code: 'read_only',
          message: '0000.txt is read-only.',
          advice: 'Make the file and its folder writable to have it changed.',
        },
        {
          code: 'missing',
          message: '0001.txt is not there.',
          advice: 'Check that the folder is mounted and refresh.',
        },
      ],
    );
    assert.equal(folder.text('0000.txt'), HAT);
    assert.deepEqual(folder.names(), ['0000.txt', '0002.txt']);
    assert.equal((await runs.lastRun())?.files, 1);
  });

  it('keeps links, and the mode of files', async () => {
    const elsewhere = folder.write('elsewhere/a.txt', HAT);
    chmodSync(elsewhere, 0o640);
    mkdirSync(folder.at('here'));
    symlinkSync(elsewhere, folder.at('here/link.txt'));
    await folder.refilter(folder.runs(), folder.target({ paths: [folder.at('here')] }));
    assert.ok(lstatSync(folder.at('here/link.txt')).isSymbolicLink());
    assert.equal(readFileSync(elsewhere, 'utf8'), NO_HAT);
    assert.equal(statSync(elsewhere).mode & 0o777, 0o640);
  });

  it('leaves a link alone that leads out of the folder of the run', async () => {
    const outside = folder.write('../outside.txt', HAT);
    symlinkSync(outside, folder.at('link.txt'));
    const runs = folder.runs();
    const plan = await runs.plan('refilter', [folder.target({ paths: [folder.at('link.txt')] })]);
    const { written, failed } = await runs.apply(plan, changedPaths(plan));
    assert.deepEqual(written, []);
    assert.equal(failed[0]?.problem.code, 'unsafe_name');
    assert.equal(readFileSync(outside, 'utf8'), HAT);
  });

  it('fails for a file that cannot take the new fields, and says what to do', async () => {
    const deep = `{"raw_prompt": "cat", "x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const path = folder.write('deep.txt', deep);
    const lora = {
      file: 'a.safetensors',
      name: 'a',
      source: 'header',
      aliases: [],
      others: 0,
      broken: [],
    } as const;
    const runs = folder.runs({ loraOf: () => Promise.resolve(lora) });
    const plan = await runs.plan('regenerate', [folder.target()]);
    const { failed } = await runs.apply(plan, [path]);
    assert.deepEqual(
      failed.map(({ problem }) => problem),
      [
        {
          code: 'not_json',
          message: 'deep.txt was left alone: it is nested too deeply.',
          advice: 'Add the fields prompt, prompt_with_clothes and lora to it by hand.',
        },
      ],
    );
    assert.equal(folder.text('deep.txt'), deep);
  });

  it('tells how far it is', async () => {
    const paths = folder.writeHats(5);
    const runs = folder.runs();
    const plan = await runs.plan('refilter', [folder.target()]);
    const told: Progress[] = [];
    await runs.apply(plan, paths, { onProgress: (progress) => told.push(progress) });
    const first = told[0]!;
    assert.deepEqual([first.phase, first.files], ['writing', { done: 0, total: 5 }]);
    assert.equal(told.at(-1)?.files?.done, 5);
  });

  it('writes nothing when it is cancelled before it begins, and what was there to undo stays', async () => {
    folder.writeHats(2);
    const runs = folder.runs();
    await folder.refilter(runs);
    const paths = ['x.txt', 'y.txt'].map((name) => folder.write(name, HAT));
    const plan = await runs.plan('refilter', [folder.target()]);
    const written = await runs.apply(plan, paths, { signal: AbortSignal.abort() });
    assert.deepEqual(written, { written: [], failed: [], left: 2 });
    assert.equal(folder.text('x.txt'), HAT);
    assert.equal((await runs.lastRun())?.files, 2);
    assert.deepEqual((await runs.undo()).written, [folder.at('0000.txt'), folder.at('0001.txt')]);
  });

  it('lets the files under way finish when the window is closed', async () => {
    const paths = folder.writeHats(600);
    const runs = folder.runs();
    const plan = await runs.plan('refilter', [folder.target()]);
    const applying = runs.apply(plan, paths);
    await runs.close();
    const { written, failed, left } = await applying;
    assert.deepEqual([written.length + left, failed], [600, []]);
    assert.equal(folder.names().length, 600);
    const texts = paths.map((path) => readFileSync(path, 'utf8'));
    assert.equal(texts.filter((text) => text === NO_HAT).length, written.length);
    assert.equal(texts.filter((text) => text === HAT).length, left);
  });

  it('changes nothing when what the files hold cannot be kept', async () => {
    writeFileSync(folder.journal, 'a file where the folder should be');
    const paths = folder.writeHats(2);
    const runs = folder.runs();
    const plan = await runs.plan('refilter', [folder.target()]);
    await assert.rejects(runs.apply(plan, paths), (error: Error) => {
      assert.equal(
        error.message,
        'Nothing was changed, since what the files hold could not be kept for Undo.',
      );
      return true;
    });
    assert.equal(folder.text('0000.txt'), HAT);
  });

  it('writes without a journal where there is none', async () => {
    const paths = folder.writeHats(2);
    const runs = folder.runs({ journal: false });
    const plan = await runs.plan('refilter', [folder.target()]);
    assert.deepEqual((await runs.apply(plan, paths)).written, paths);
    assert.equal(existsSync(folder.journal), false);
    assert.equal(await runs.lastRun(), undefined);
    await assert.rejects(runs.undo(), { code: 'missing', message: 'There is no such prompt run to undo.' });
  });
});

describe('writeFiles', () => {
  const folder = new PromptFolder();
  const request = (paths: readonly string[], stop = new Int32Array(new SharedArrayBuffer(4))) => ({
    kind: 'write' as const,
    rules: { key: 'test', command: 'refilter' as const, rules: RULES },
    files: paths.map((path) => ({ path, digest: digestOf(Buffer.from(HAT)), lora: undefined })),
    journal: { folder: folder.journal, batch: 0 },
    stop,
  });

  it('stops between two files: each is as before or as it shall be, and only written ones can be undone', async () => {
    const paths = folder.writeHats(50);
    mkdirSync(folder.journal);
    const stop = new Int32Array(new SharedArrayBuffer(4));
    let reported = 0;
    const { done, failed, left } = await writeFiles(request(paths, stop), (files) => {
      reported += files;
      if (reported === 10) stop[0] = 1;
    });
    // Those under way at that moment are finished.
    assert.ok(done.length >= 10 && done.length < 20, `${done.length}`);
    assert.deepEqual([failed, left], [[], 50 - done.length]);
    const texts = paths.map((path) => readFileSync(path, 'utf8'));
    assert.equal(texts.filter((text) => text === NO_HAT).length, done.length);
    assert.equal(texts.filter((text) => text === HAT).length, left);
    assert.equal(folder.names().length, 50);
    assert.ok(existsSync(join(folder.journal, `000000-000-${done.length}.ndjson`)));
  });

  it('writes no file whose bytes could not be kept', async () => {
    const paths = folder.writeHats(2);
    const { done, failed } = await writeFiles(request(paths), () => undefined);
    assert.deepEqual(done, []);
    assert.deepEqual(failed[0], {
      path: paths[0],
      problem: {
        code: 'missing',
        message: '0000.txt was left alone, since what it holds could not be kept for Undo.',
        advice: 'Check that the folder is mounted and refresh.',
      },
    });
    assert.deepEqual(
      paths.map((path) => readFileSync(path, 'utf8')),
      [HAT, HAT],
    );
  });

  it('leaves a file that is changed while others are written', async () => {
    const paths = folder.writeHats(30);
    mkdirSync(folder.journal);
    const last = paths.at(-1)!;
    const { done, failed } = await writeFiles(request(paths), () => writeFileSync(last, 'mine'));
    assert.equal(readFileSync(last, 'utf8'), 'mine');
    assert.deepEqual(
      failed.map(({ path, problem }) => [path, problem.code]),
      [[last, 'changed_meanwhile']],
    );
    assert.equal(done.length, 29);
  });
});
