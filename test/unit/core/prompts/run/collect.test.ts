import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { describe, it } from 'mocha';
import type { Progress } from '../../../../../src/core/progress/progress';
import { PromptFolder } from './promptFolder';

describe('PromptRuns.collect', () => {
  const folder = new PromptFolder();
  const raw = (name: string, prompt: string) => folder.write(name, JSON.stringify({ raw_prompt: prompt }));
  const collect = (threads?: number) =>
    folder.runs(threads === undefined ? {} : { threads }).collect(folder.path, [folder.path]);

  it('counts the tokens in the order they are first seen, the files sorted by path', async () => {
    raw('b.txt', 'dog, <lora:x:1>, (Cat:1.2), cat, long_hair');
    raw('a/z.txt', 'cat, [sun|moon]');
    raw('c.txt', '');
    const { base, files, tokens, failed } = await collect();
    assert.equal(base, folder.path);
    assert.deepEqual(files, ['a/z.txt', 'b.txt']);
    assert.deepEqual(tokens, [
      { token: 'cat', count: 3, files: [0, 1] },
      { token: 'sun', count: 1, files: [0] },
      { token: 'moon', count: 1, files: [0] },
      { token: 'dog', count: 1, files: [1] },
      { token: 'long_hair', count: 1, files: [1] },
    ]);
    assert.deepEqual(failed, []);
  });

  it('tells what it skips and what it cannot read', async () => {
    raw('a.txt', 'cat');
    folder.write('b.txt', '{"prompt": "dog"}');
    folder.write('c.txt', 'dog');
    folder.write('d.txt', '[]');
    folder.write('Filter_Etc.txt', 'dog');
    folder.write('all_prompts.json', '["dog"]');
    symlinkSync(folder.at('gone'), folder.at('e.txt'));
    const { files, tokens, skipped, failed } = await collect();
    assert.deepEqual(files, ['a.txt']);
    assert.deepEqual(tokens, [{ token: 'cat', count: 1, files: [0] }]);
    assert.deepEqual(
      skipped.map(({ path, reason }) => `${folder.relative(path)} ${reason}`),
      ['b.txt no_raw_prompt', 'c.txt plain_text', 'd.txt no_prompt'],
    );
    assert.deepEqual(
      failed.map(({ path, problem }) => `${folder.relative(path)} ${problem.code}`),
      ['e.txt missing'],
    );
  });

  it('is the same for any number of threads', async () => {
    for (let index = 0; index < 1_700; index++) {
      if (index % 50 === 0) folder.write(`f${index % 7}/${index}.txt`, 'x');
      else raw(`f${index % 7}/${index}.txt`, `token ${index % 31}, token ${index}, all, all`);
    }
    const [one, four] = await Promise.all([collect(1), collect(4)]);
    assert.deepEqual(one, four);
    const all = one.tokens.find(({ token }) => token === 'all');
    assert.equal(all?.count, 2 * one.files.length);
    assert.deepEqual(
      all.files,
      one.files.map((_, index) => index),
    );
    const last = one.tokens.at(-1)!;
    const [, number] = last.token.split(' ');
    assert.match(one.files[last.files[0]!]!, new RegExp(`/${number}\\.txt$`));
  });

  it('tells how far it is, and is cancelled with the reason of the signal', async () => {
    for (let index = 0; index < 600; index++) raw(`${index}.txt`, 'cat');
    const told: Progress[] = [];
    const runs = folder.runs();
    await runs.collect(folder.path, [folder.path], { onProgress: (progress) => told.push(progress) });
    assert.equal(told[0]?.phase, 'finding');
    assert.deepEqual([told.at(-1)?.phase, told.at(-1)?.files?.done], ['reading', 600]);
    const reason = new Error('enough');
    const cancelled = runs.collect(folder.path, [folder.path], { signal: AbortSignal.abort(reason) });
    await assert.rejects(cancelled, reason);
  });
});

describe('PromptRuns.writeTokens', () => {
  const folder = new PromptFolder();
  const collected = () => ({
    base: folder.path,
    files: ['a.txt'],
    tokens: ['hat', 'é "x"', '\ud800'].map((token) => ({ token, count: 1, files: [0] })),
    skipped: [],
    failed: [],
  });

  it('writes all_prompts.json: the tokens in their order, indented by two, with a line end', async () => {
    assert.equal(await folder.runs().writeTokens(collected()), folder.at('all_prompts.json'));
    assert.equal(folder.text('all_prompts.json'), '[\n  "hat",\n  "é \\"x\\"",\n  "\\ud800"\n]\n');
  });

  it('replaces an older one, but not a read-only one', async () => {
    const path = folder.write('all_prompts.json', 'old');
    await folder.runs().writeTokens({ ...collected(), tokens: [] });
    assert.equal(folder.text('all_prompts.json'), '[]\n');
    chmodSync(path, 0o444);
    await assert.rejects(folder.runs().writeTokens(collected()), {
      code: 'read_only',
      message: 'all_prompts.json is read-only.',
    });
    assert.deepEqual(folder.names(), ['all_prompts.json']);
  });
});
