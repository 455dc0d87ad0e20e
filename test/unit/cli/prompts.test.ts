import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeLora } from '../../fixtures/makeModels';
import { tempFolder } from '../support/tempFolder';
import { runCli } from './runCli';

const FIRST = `{\r
\t"raw_prompt": "1girl, hat, smile, <lora:mira:0.8>",\r
\t"prompt": "1girl, hat, smile, <lora:mira:0.8>",\r
\t"prompt_with_clothes": "<lora:mira:0.8>, 1girl, hat",\r
\t"cfg": 7.0, "seed": 12345678901234567890\r
}`;

interface Answer {
  readonly written: boolean;
  readonly changed: readonly { readonly path: string; readonly reason?: string }[];
  readonly unchanged: readonly { readonly path: string }[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
  readonly tokens?: readonly unknown[];
}

describe('prompts on the command line', () => {
  const folder = tempFolder();
  const file = (name: string) => join(folder.path, 'set', name);
  const run = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runCli(folder.path, ['prompts', ...args, '--json']);
    assert.notEqual(stdout, '', stderr);
    return { exitCode, stderr, answer: JSON.parse(stdout) as Answer };
  };

  beforeEach(async () => {
    await mkdir(file('deep'), { recursive: true });
    await writeFile(file('a.txt'), FIRST);
    await writeFile(file('deep/b.txt'), '{"raw_prompt": "forest, smile", "prompt": "forest"}');
    await writeFile(file('notes.txt'), 'to do: more prompts');
    await writeFile(file('Filter_Clothes.txt'), '# what she wears\nhat, white dress\n');
  });

  it('only says what refilter would change, and by which word', async () => {
    const { exitCode, answer } = await run('refilter', 'set');
    assert.equal(exitCode, 0);
    assert.deepEqual(answer, {
      written: false,
      changed: [{ path: join('set', 'a.txt'), reason: 'without hat (Clothes)' }],
      unchanged: [{ path: join('set', 'deep', 'b.txt') }],
      skipped: [
        {
          path: join('set', 'notes.txt'),
          reason: 'It is plain text, such as a caption, and no prompt file.',
        },
      ],
      failed: [],
    });
    assert.equal(await readFile(file('a.txt'), 'utf8'), FIRST);
  });

  it('writes with --write, and then has nothing more to do', async () => {
    const { answer } = await run('refilter', 'set', '--write');
    assert.equal(answer.written, true);
    const expected = FIRST.replace(
      '"prompt": "1girl, hat, smile, <lora:mira:0.8>"',
      '"prompt": "<lora:mira:0.8>, 1girl, smile"',
    );
    assert.equal(await readFile(file('a.txt'), 'utf8'), expected);
    const again = await run('refilter', 'set', '--write');
    assert.deepEqual(again.answer.changed, []);
    assert.equal(again.answer.unchanged.length, 2);
  });

  it('takes the filter words of another folder, and says where none are', async () => {
    await mkdir(join(folder.path, 'words'));
    await writeFile(join(folder.path, 'words', 'Filter_Etc.txt'), 'Smile');
    const { answer } = await run('refilter', file('a.txt'), '--filters', 'words');
    assert.deepEqual(answer.changed, [{ path: file('a.txt'), reason: 'without smile (Etc)' }]);
    await mkdir(join(folder.path, 'empty'));
    const { stderr } = await run('refilter', 'set', '--filters', 'empty');
    assert.match(
      stderr,
      /set: There are no filter words: only LoRA tags are moved\.\nName the folder .* --filters\./,
    );
    const missing = await runCli(folder.path, ['prompts', 'refilter', 'set', '--filters', 'nowhere']);
    assert.equal(missing.exitCode, 1);
    assert.match(missing.stderr, /There is no nowhere\./);
    const gone = await runCli(folder.path, ['prompts', 'refilter', 'gone']);
    assert.equal(gone.exitCode, 1);
    assert.match(gone.stderr, /There is no gone\./);
    assert.doesNotMatch(gone.stderr, /filter words/);
  });

  it('looks once into the folder of files that are named one by one', async () => {
    const { answer } = await run('refilter', join('set', 'a.txt'), join('set', 'deep', 'b.txt'), 'set');
    assert.deepEqual(answer.changed, [{ path: join('set', 'a.txt'), reason: 'without hat (Clothes)' }]);
    await rm(file('Filter_Clothes.txt'));
    const names = Array.from({ length: 50 }, (_, index) => join('set', `${index}.txt`));
    for (const name of names) await writeFile(join(folder.path, name), '{"prompt": "cat"}');
    const without = await run('refilter', ...names);
    assert.equal(without.answer.unchanged.length, 50);
    assert.equal(without.stderr.match(/only LoRA tags are moved/g)?.length, 1, without.stderr);
  });

  it('says which LoRA tags Refilter takes out, since raw_prompt has others', async () => {
    await writeFile(
      file('a.txt'),
      '{"raw_prompt": "cat, <lora:b:1>", "prompt": "<lora:a:1>, <lora:b:1>, cat", "lora": "<lora:a:1>, <lora:b:1>"}',
    );
    await writeFile(file('deep/b.txt'), '{"raw_prompt": "<lora:c:1>", "prompt": "cat, <lora:c:1>"}');
    const { answer, stderr } = await run('refilter', 'set');
    assert.deepEqual(answer.changed, [
      { path: join('set', 'a.txt'), reason: 'without <lora:a:1>' },
      { path: join('set', 'deep', 'b.txt'), reason: 'changes prompt' },
    ]);
    assert.match(
      stderr,
      /set: 1 file loses a LoRA tag that "raw_prompt" does not have, such as <lora:a:1>: /,
    );
    assert.doesNotMatch((await run('refilter', 'set', '--lora-tags', 'last')).stderr, /loses a LoRA tag/);
  });

  it('names no more than some of the files that are skipped', async () => {
    for (let number = 0; number < 25; number++) await writeFile(file(`caption${number}.txt`), 'a cat');
    const { stderr, answer } = await run('refilter', 'set');
    assert.equal(answer.skipped.length, 26);
    assert.equal(stderr.match(/plain text/g)?.length, 20);
    assert.match(stderr, /\n6 more were skipped; --json names all\./);
  });

  it('says of collected tokens which filter takes them out, and in which folder they are', async () => {
    const { answer } = await run('collect', 'set', '--filters', 'set');
    assert.deepEqual(answer.tokens?.slice(0, 2), [
      { path: 'set', token: '1girl', count: 1, files: 1 },
      { path: 'set', token: 'hat', count: 1, files: 1, group: 'clothes' },
    ]);
    const { stdout } = await runCli(folder.path, [
      'prompts',
      'collect',
      'set/deep',
      'set',
      '--filters',
      'set',
    ]);
    assert.ok(stdout.includes('1\t1\tforest\t\tset/deep\n'));
    assert.ok(stdout.includes('1\t1\that\tClothes\tset\n'));
  });

  it('collects a file once whose folder is collected anyway', async () => {
    const { answer } = await run('collect', 'set', 'set/deep/b.txt', '--write');
    assert.deepEqual(answer.changed, [{ path: join('set', 'all_prompts.json') }]);
    assert.equal(answer.tokens?.length, 4);
    await assert.rejects(readFile(file('deep/all_prompts.json')), { code: 'ENOENT' });
  });

  it('writes no list for a folder without prompt files', async () => {
    await mkdir(file('none'));
    const { stderr, answer } = await run('collect', 'set/none', '--write');
    assert.match(stderr, /none: There is no prompt file\./);
    assert.deepEqual(answer.changed, []);
    await assert.rejects(readFile(file('none/all_prompts.json')), { code: 'ENOENT' });
  });

  it('regenerates for the LoRA beside the prompts, and skips what has none', async () => {
    await writeFile(file('mira_v2.safetensors'), makeLora({ name: 'mira' }));
    const { exitCode, answer } = await run('regenerate', 'set', '--write');
    assert.equal(exitCode, 0);
    const { prompt, prompt_with_clothes: withClothes } = JSON.parse(
      await readFile(file('a.txt'), 'utf8'),
    ) as Record<string, string>;
    assert.equal(prompt, '<lora:mira:0.8>, 1girl, smile');
    assert.equal(withClothes, '<lora:mira:0.8>, 1girl, hat, smile');
    assert.deepEqual(
      answer.skipped.map(({ path }) => path),
      [join('set', 'deep', 'b.txt'), join('set', 'notes.txt')],
    );
    assert.match(answer.skipped[0]?.reason ?? '', /Its folder has no LoRA\./);
  });

  it('collects tokens, and writes them only with --write', async () => {
    const target = file('all_prompts.json');
    const { answer, exitCode } = await run('collect', 'set');
    assert.equal(exitCode, 0);
    assert.deepEqual(answer.changed, [{ path: join('set', 'all_prompts.json') }]);
    assert.deepEqual(answer.tokens?.[2], { path: 'set', token: 'smile', count: 2, files: 2 });
    await assert.rejects(readFile(target), { code: 'ENOENT' });
    await run('collect', 'set', '--write');
    assert.equal(await readFile(target, 'utf8'), '[\n  "1girl",\n  "hat",\n  "smile",\n  "forest"\n]\n');
    assert.deepEqual((await run('collect', 'set', '--write')).answer.unchanged, [
      { path: join('set', 'all_prompts.json') },
    ]);
  });

  it('collects files of one folder into one list, and leaves a list alone that has more', async () => {
    const target = file('all_prompts.json');
    await writeFile(file('c.txt'), '{"raw_prompt": "river"}');
    await run('collect', file('a.txt'), file('c.txt'), '--write');
    assert.deepEqual(JSON.parse(await readFile(target, 'utf8')), ['1girl', 'hat', 'smile', 'river']);
    const { exitCode, answer } = await run('collect', file('c.txt'), '--write');
    assert.equal(exitCode, 1);
    assert.deepEqual(answer.failed, [
      {
        path: join('set', 'all_prompts.json'),
        reason:
          'It has 3 tokens that are not in the named files. Name the whole folder, or move the list away.',
      },
    ]);
    await run('collect', 'set', '--write');
    assert.deepEqual(JSON.parse(await readFile(target, 'utf8')), [
      '1girl',
      'hat',
      'smile',
      'river',
      'forest',
    ]);
  });

  it('undoes the last run, but not in a file that was changed since', async () => {
    const nothing = await runCli(folder.path, ['prompts', 'undo']);
    assert.equal(nothing.exitCode, 1);
    assert.match(nothing.stderr, /There is no such prompt run to undo\./);
    await writeFile(file('c.txt'), FIRST);
    await run('refilter', 'set', '--write');
    const written = await readFile(file('a.txt'), 'utf8');
    const paths = [join('set', 'a.txt'), join('set', 'c.txt')];
    const dry = await run('undo');
    assert.deepEqual(
      dry.answer.changed,
      paths.map((path) => ({ path })),
    );
    assert.equal(dry.answer.written, false);
    assert.equal(await readFile(file('a.txt'), 'utf8'), written);
    await writeFile(file('c.txt'), '{"prompt": "mine"}');
    const fewer = await run('undo');
    assert.equal(fewer.exitCode, 1);
    assert.deepEqual(fewer.answer.changed, [{ path: join('set', 'a.txt') }]);
    assert.deepEqual(
      fewer.answer.failed.map(({ path }) => path),
      [join('set', 'c.txt')],
    );
    const { exitCode, answer } = await run('undo', '--write');
    assert.equal(exitCode, 1);
    assert.deepEqual(answer.changed, [{ path: join('set', 'a.txt') }]);
    assert.match(answer.failed[0]?.reason ?? '', /c\.txt was changed after the run\./);
    assert.equal(await readFile(file('a.txt'), 'utf8'), FIRST);
    assert.equal(await readFile(file('c.txt'), 'utf8'), '{"prompt": "mine"}');
  });

  it('fails by its exit code where a file cannot be written or found, and does the rest', async () => {
    await writeFile(file('c.txt'), FIRST);
    await chmod(file('a.txt'), 0o444);
    const { exitCode, answer } = await run('refilter', 'set', 'gone', '--write');
    assert.equal(exitCode, 1);
    assert.deepEqual(
      answer.failed.map(({ path }) => path),
      ['gone', join('set', 'a.txt')],
    );
    assert.match(answer.failed[0]?.reason ?? '', /There is no gone\./);
    assert.match(answer.failed[1]?.reason ?? '', /a\.txt is read-only\. Make the file/);
    assert.deepEqual(
      answer.changed.map(({ path }) => path),
      [join('set', 'c.txt')],
    );
    assert.notEqual(await readFile(file('c.txt'), 'utf8'), FIRST);
  });

  it('refuses options that it does not know', async () => {
    const { exitCode } = await runCli(folder.path, [
      'prompts',
      'refilter',
      'set',
      '--trailing-comma',
      'often',
    ]);
    assert.equal(exitCode, 2);
    assert.equal((await runCli(folder.path, ['prompts', 'refilter'])).exitCode, 2);
  });
});
