import assert from 'node:assert/strict';
import { statSync, symlinkSync, truncateSync } from 'node:fs';
import { describe, it } from 'mocha';
import { Problem } from '../../../../../src/core/problem/problem';
import { MAX_PROMPT_FILE_BYTES } from '../../../../../src/core/prompts/promptFile';
import type { FolderLora } from '../../../../../src/core/prompts/grammar/folderLora';
import type { Progress } from '../../../../../src/core/progress/progress';
import type { PromptPlan } from '../../../../../src/core/prompts/run/types';
import { changedPaths, HAT, NO_HAT, PromptFolder, RULES, rules } from './promptFolder';

describe('PromptRuns.plan', () => {
  const folder = new PromptFolder();
  const refilter = () => folder.runs().plan('refilter', [folder.target()]);
  const names = (paths: readonly string[]) => paths.map((path) => folder.relative(path));
  const reasons = ({ skipped }: PromptPlan) =>
    Object.fromEntries(skipped.map(({ path, reason }) => [folder.relative(path), reason]));

  it('says which files change, what goes from which field by which group, and writes nothing', async () => {
    folder.write('b.txt', '{"prompt":"cat, (smile:1.2)", "prompt_with_clothes": "a, Hat, smile"}');
    folder.write('a.txt', NO_HAT);
    const before = statSync(folder.at('b.txt')).mtimeMs;
    const target = folder.target({ rules: rules({ etc: ['hat', 'smile'] }) });
    const plan = await folder.runs().plan('refilter', [target]);
    assert.deepEqual(names(plan.unchanged), ['a.txt']);
    assert.deepEqual(names(changedPaths(plan)), ['b.txt']);
    assert.deepEqual(plan.changed[0]?.fields, [
      { field: 'prompt', removed: [{ token: '(smile:1.2)', group: 'etc' }] },
      {
        field: 'prompt_with_clothes',
        removed: [
          { token: 'Hat', group: 'etc' },
          { token: 'smile', group: 'etc' },
        ],
      },
    ]);
    assert.deepEqual([plan.skipped, plan.failed, plan.warnings], [[], [], []]);
    assert.equal(statSync(folder.at('b.txt')).mtimeMs, before);
  });

  it('tells why a file is skipped', async () => {
    folder.write('list.txt', '["prompt"]');
    folder.write('notes.txt', 'Buy a hat.');
    folder.write('latin.txt', Buffer.from('{"prompt":"h\xe4t"}', 'latin1'));
    truncateSync(folder.write('large.txt', HAT), MAX_PROMPT_FILE_BYTES + 1);
    const plan = await refilter();
    assert.deepEqual(reasons(plan), {
      'large.txt': 'too_large',
      'latin.txt': 'not_utf8',
      'list.txt': 'no_prompt',
      'notes.txt': 'plain_text',
    });
    assert.deepEqual(plan.failed, []);
  });

  it('reads a file that is nearly too large', async () => {
    folder.write('a.txt', `{"x":"${'x'.repeat(MAX_PROMPT_FILE_BYTES - 100)}", "prompt": "cat, hat"}`);
    assert.deepEqual(names(changedPaths(await refilter())), ['a.txt']);
  });

  it('tells what could not be read, and goes on', async () => {
    folder.writeHats(1);
    symlinkSync(folder.at('gone'), folder.at('link.txt'));
    const plan = await refilter();
    assert.deepEqual(
      plan.failed.map(({ path, problem }) => [folder.relative(path), problem.code, problem.message]),
      [['link.txt', 'missing', 'link.txt is not there.']],
    );
    assert.equal(plan.changed.length, 1);
  });

  it('gives each target its own rules', async () => {
    for (const name of ['a/1.txt', 'b/1.txt', 'b/c/1.txt']) folder.write(name, '{"prompt":"cat, hat, dog"}');
    const target = (name: string, word: string) =>
      folder.target({ base: folder.at(name), paths: [folder.at(name)], rules: rules({ etc: [word] }) });
    const targets = [target('a', 'cat'), target('b', 'hat'), target('b/c', 'dog')];
    const runs = folder.runs();
    const plan = await runs.plan('refilter', targets);
    await runs.apply(plan, changedPaths(plan));
    assert.deepEqual(
      ['a/1.txt', 'b/1.txt', 'b/c/1.txt'].map((name) => folder.text(name)),
      ['{"prompt":"hat, dog"}', '{"prompt":"cat, dog"}', '{"prompt":"cat, hat"}'],
    );
  });

  it('warns where there are no filter words', async () => {
    folder.writeHats(1);
    const plan = await folder.runs().plan('refilter', [folder.target({ rules: rules({}) })]);
    assert.deepEqual(plan.warnings, [
      { path: folder.path, message: 'There are no filter words: only LoRA tags are moved.' },
    ]);
    assert.equal(plan.unchanged.length, 1);
  });

  it('is the same for any number of threads', async () => {
    for (let index = 0; index < 1_300; index++) {
      folder.write(`f${index % 7}/${index}.txt`, index % 3 === 0 ? HAT : index % 3 === 1 ? NO_HAT : 'x');
    }
    const [one, four] = await Promise.all(
      [1, 4].map((threads) => folder.runs({ threads }).plan('refilter', [folder.target()])),
    );
    assert.deepEqual(one, four);
    assert.deepEqual(changedPaths(one!), [...changedPaths(one!)].sort());
    assert.equal(one?.changed.length, 434);
  });

  it('tells how far it is: first that it looks for files, in the end all of them', async () => {
    folder.writeHats(600);
    const told: Progress[] = [];
    await folder
      .runs()
      .plan('refilter', [folder.target()], { onProgress: (progress) => told.push(progress) });
    assert.deepEqual(told[0], { phase: 'finding', percent: 0 });
    assert.deepEqual(told.at(-1), { phase: 'reading', percent: 100, files: { done: 600, total: 600 } });
  });

  it('is cancelled with the reason of the signal', async () => {
    folder.writeHats(600);
    const cancelled = new AbortController();
    const reason = new Error('enough');
    const planning = folder.runs().plan('refilter', [folder.target()], {
      signal: cancelled.signal,
      onProgress: ({ phase }) => {
        if (phase === 'reading') cancelled.abort(reason);
      },
    });
    await assert.rejects(planning, reason);
  });
});

describe('PromptRuns.plan of Regenerate', () => {
  const folder = new PromptFolder();
  const lora = (more: Partial<FolderLora> = {}): FolderLora => ({
    file: '/models/my_cat.safetensors',
    name: 'my_cat',
    source: 'header',
    aliases: ['my_cat'],
    others: 0,
    broken: [],
    ...more,
  });
  const regenerate = (loraOf: (name: string) => FolderLora | undefined) =>
    folder
      .runs({ loraOf: (path) => Promise.resolve(loraOf(folder.relative(path))) })
      .plan('regenerate', [folder.target()]);

  it('makes prompts for the LoRA of each folder, asked for once, and names it', async () => {
    for (const name of ['a/1.txt', 'a/2.txt', 'b/1.txt']) folder.write(name, '{"raw_prompt": "cat"}');
    const asked: string[] = [];
    const loraOf = (path: string) => {
      asked.push(folder.relative(path));
      return Promise.resolve(lora({ name: `lora_${folder.relative(path)}`, aliases: [] }));
    };
    const runs = folder.runs({ loraOf });
    const plan = await runs.plan('regenerate', [folder.target()]);
    assert.deepEqual(asked, ['a', 'b']);
    assert.deepEqual(
      plan.changed.map(({ loraName }) => loraName),
      ['lora_a', 'lora_a', 'lora_b'],
    );
    await runs.apply(plan, changedPaths(plan));
    assert.equal(
      folder.text('b/1.txt'),
      '{"raw_prompt": "cat", "prompt": "<lora:lora_b:1>, cat", "prompt_with_clothes": "<lora:lora_b:1>, cat", "lora": "<lora:lora_b:1>"}',
    );
  });

  it('skips files without raw_prompt, and files of a folder without LoRA with a warning', async () => {
    folder.write('none/1.txt', '{"raw_prompt": "cat"}');
    folder.write('none/2.txt', '{"raw_prompt": "cat"}');
    folder.write('none/notes.txt', 'x');
    folder.write('notes/notes.txt', 'x');
    folder.write('one/1.txt', '{"raw_prompt": " "}');
    folder.write('one/2.txt', '{"prompt": "cat"}');
    folder.write('other/1.txt', '{"raw_prompt": "cat"}');
    const plan = await regenerate((name) => (name === 'one' ? lora() : undefined));
    assert.deepEqual(
      plan.skipped.map(({ path, reason }) => `${folder.relative(path)} ${reason}`),
      [
        'none/1.txt no_lora',
        'none/2.txt no_lora',
        'none/notes.txt plain_text',
        'notes/notes.txt plain_text',
        'one/1.txt no_raw_prompt',
        'one/2.txt no_raw_prompt',
        'other/1.txt no_lora',
      ],
    );
    assert.deepEqual(plan.warnings, [
      { path: folder.at('none'), message: 'There is no LoRA in it: its 2 prompt files were skipped.' },
      { path: folder.at('other'), message: 'There is no LoRA in it: its prompt file was skipped.' },
    ]);
  });

  it('warns where a folder has several LoRAs', async () => {
    folder.write('a/1.txt', '{"raw_prompt": "cat"}');
    const plan = await regenerate(() => lora({ others: 2 }));
    assert.deepEqual(plan.warnings, [
      {
        path: folder.at('a'),
        message: 'There are 3 LoRAs in it: my_cat.safetensors, the first by name, was taken.',
      },
    ]);
    assert.equal(plan.changed.length, 1);
    const passed = await regenerate(() => lora({ others: 2, broken: ['a.safetensors', 'b.safetensors'] }));
    assert.equal(
      passed.warnings[0]?.message,
      'There are 3 LoRAs in it: my_cat.safetensors, the first by name that is a whole file, was taken.' +
        ' Download again, or remove: a.safetensors, b.safetensors.',
    );
  });

  it('fails for the prompt files of a folder whose LoRA cannot be read, and only for them', async () => {
    for (const name of ['bad/1.txt', 'good/1.txt']) folder.write(name, '{"raw_prompt": "cat"}');
    folder.write('bad/notes.txt', 'x');
    const plan = await regenerate((name) => {
      if (name === 'bad') throw new Problem('bad_header', 'x.safetensors is broken.', 'Download it again.');
      return lora();
    });
    assert.deepEqual(plan.failed, [
      {
        path: folder.at('bad/1.txt'),
        problem: { code: 'bad_header', message: 'x.safetensors is broken.', advice: 'Download it again.' },
      },
    ]);
    assert.equal(plan.changed.length, 1);
  });

  it('writes nothing for a folder that has another LoRA than in the preview', async () => {
    const path = folder.write('a/1.txt', '{"raw_prompt": "cat"}');
    let name = 'one';
    const runs = folder.runs({ loraOf: () => Promise.resolve(lora({ name, aliases: [] })) });
    const plan = await runs.plan('regenerate', [folder.target()]);
    name = 'two';
    const { written, failed } = await runs.apply(plan, [path]);
    assert.deepEqual(written, []);
    assert.deepEqual(
      failed.map(({ problem }) => problem.code),
      ['changed_meanwhile'],
    );
    await assert.rejects(runs.preview(plan, path), { code: 'changed_meanwhile' });
    assert.equal(folder.text('a/1.txt'), '{"raw_prompt": "cat"}');
  });
});

describe('PromptRuns.preview', () => {
  const folder = new PromptFolder();

  it('gives the file as it is and as it would be, as an editor shows it', async () => {
    const path = folder.write('a.txt', '\ufeff{\r\n\t"prompt": "cat, hat",\r\n\t"cfg": 7.0\r\n}');
    const runs = folder.runs();
    const plan = await runs.plan('refilter', [folder.target()]);
    assert.deepEqual(await runs.preview(plan, path), {
      before: '{\r\n\t"prompt": "cat, hat",\r\n\t"cfg": 7.0\r\n}',
      after: '{\r\n\t"prompt": "cat",\r\n\t"cfg": 7.0\r\n}',
    });
  });

  it('refuses a file that is another one by now, is gone, or is not in the plan', async () => {
    const [one, two] = folder.writeHats(2);
    const runs = folder.runs();
    const plan = await runs.plan('refilter', [folder.target({ rules: RULES })]);
    folder.write('0000.txt', '{"prompt": "cat, hat!"}');
    await assert.rejects(runs.preview(plan, one!), {
      code: 'changed_meanwhile',
      message: '0000.txt was changed after the preview.',
      advice: 'Run the command again to see what it would do now.',
    });
    truncateSync(two!);
    await assert.rejects(runs.preview(plan, two!), { code: 'changed_meanwhile' });
    await assert.rejects(runs.preview(plan, folder.at('gone.txt')), { code: 'changed_meanwhile' });
  });
});
