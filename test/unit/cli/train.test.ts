import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { picture } from '../core/training/dataset/datasetFolder';
import { safetensors } from '../../fixtures/makeModels';
import { TestLibrary } from '../support/testLibrary';
import { runCli } from './runCli';

const TRAINING = [
  'name = "hero"',
  'family = "sd15"',
  'base_model = "base.safetensors"',
  'pictures = "pictures"',
  'trigger = "ohwx"',
  '',
].join('\n');

/** Eight pictures that differ, with their captions. */
async function writePictures(library: TestLibrary, folder: string): Promise<void> {
  for (let index = 0; index < 8; index++) {
    await library.write(`${folder}/${index}.png`, await picture(index, 512));
    await library.write(`${folder}/${index}.txt`, Buffer.from(`ohwx, view ${index}`));
  }
}

describe('training on the command line', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  const cli = (...args: string[]) => runCli(library.folder, ['train', ...args]);

  it('check ends well for a good file, and lists what is wrong with a bad one, with its places', async () => {
    await library.write('a/hero.training.toml', Buffer.from(TRAINING));
    await library.write('a/base.safetensors', safetensors('base', []));
    await writePictures(library, 'a/pictures');
    const good = await cli('check', 'a/hero.training.toml', '--no-environment');
    assert.deepEqual([good.exitCode, good.stderr], [0, '']);
    assert.match(good.stdout, /info: 2,000 steps: 25 epochs of 80 steps/);
    assert.match(good.stdout, /info: Buckets: 512 × 512 with 8 pictures \(80 with repeats\)/);
    assert.match(good.stdout, /^0 errors, 0 warnings$/m);
    await library.write(
      'a/hero.training.toml',
      Buffer.from(`${TRAINING}[extra]\nmin_snr_gama = 5\ntrain_batch_size = "two"\n`),
    );
    const bad = await cli('check', 'a/hero.training.toml');
    assert.equal(bad.exitCode, 1);
    assert.match(bad.stdout, /^a\/hero\.training\.toml:7:1: warning: .*min_snr_gamma/m);
    assert.match(bad.stdout, /^a\/hero\.training\.toml:8:1: error: .*train_batch_size/m);
    const { stdout } = await cli('check', 'a/hero.training.toml', '--json');
    const rows = JSON.parse(stdout) as Record<string, unknown>[];
    assert.deepEqual(
      rows
        .map(({ level, option, line, file }) => ({ level, option, line, file }))
        .find(({ level }) => level === 'error'),
      { level: 'error', option: 'train_batch_size', line: 8, file: 'a/hero.training.toml' },
    );
  });

  it('check does not tell a number of steps that only the launch prefix knows', async () => {
    await library.write('a/hero.training.toml', Buffer.from(`${TRAINING}epochs = 3\n`));
    await library.write('a/base.safetensors', safetensors('base', []));
    await writePictures(library, 'a/pictures');
    const check = ['check', 'a/hero.training.toml', '--no-environment'];
    assert.match((await cli(...check)).stdout, /info: 240 steps: 3 epochs of 80 steps/);
    const { stdout } = await cli(...check, '--launch-prefix', 'srun --ntasks=2');
    assert.match(stdout, /info: 3 epochs\. How many steps that is depends on how many processes/);
    assert.doesNotMatch(stdout, /These are the numbers of the trainer itself/);
  });

  it('check names the pictures and captions that need the user, and a missing folder once', async () => {
    await library.write('a/hero.training.toml', Buffer.from(TRAINING));
    await library.write('a/base.safetensors', safetensors('base', []));
    await writePictures(library, 'a/pictures');
    await library.write('a/pictures/4.txt', Buffer.from(''));
    await library.write('a/pictures/9.png', Buffer.from('text'));
    const rows = async () =>
      (
        JSON.parse(
          (await cli('check', 'a/hero.training.toml', '--no-environment', '--json')).stdout,
        ) as Record<string, unknown>[]
      )
        .filter(({ level }) => level !== 'info')
        .map(({ level, code, file, option }) => [level, code, file, option]);
    assert.deepEqual(await rows(), [
      ['error', 'no_picture', 'pictures/9.png', undefined],
      ['error', 'caption_empty', 'pictures/4.txt', undefined],
      ['warning', 'caption_missing', 'pictures/9.png', undefined],
    ]);
    await rm(join(library.folder, 'a/pictures'), { recursive: true });
    assert.deepEqual(await rows(), [['error', 'path_missing', 'a/hero.training.toml', 'pictures']]);
  });

  it('dataset builds what is trained on, and nothing over anything or with errors', async () => {
    await library.write('a/hero.training.toml', Buffer.from(`${TRAINING}resolution = 64\n`));
    await writePictures(library, 'a/pictures');
    const built = await cli('dataset', 'a/hero.training.toml', 'out', '--json');
    assert.equal(built.exitCode, 0, built.stderr);
    const { digest, ...document } = JSON.parse(built.stdout) as Record<string, unknown>;
    const out = join(library.folder, 'out');
    assert.deepEqual(document, { folder: out, train_data_dir: out, pictures: 8, steps: 2000 });
    assert.match(String(digest), /^[\da-f]{64}$/);
    assert.equal(await readFile(join(out, '10_ohwx hero/3.txt'), 'utf8'), 'ohwx, view 3\n');
    const again = await cli('dataset', 'a/hero.training.toml', 'out');
    assert.equal(again.exitCode, 1);
    assert.match(again.stderr, /out is there already/);
    await library.write('a/pictures/3.png', Buffer.from('text'));
    const refused = await cli('dataset', 'a/hero.training.toml', 'other');
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /no_picture|3\.png cannot be read/);
    assert.ok(!existsSync(join(library.folder, 'other')));
  });

  it('check knows the options of the trainer that is named, and what it runs on', async () => {
    await library.write(
      'a/hero.training.toml',
      Buffer.from(`${TRAINING}[extra]\nbrand_new = true\nmin_snr_gama = 5\n`),
    );
    const parser = Array.from({ length: 30 }, (_, index) => `    parser.add_argument("--more_${index}")`);
    const script = [
      'import argparse',
      'def setup_parser():',
      '    parser = argparse.ArgumentParser()',
      '    parser.add_argument("--brand_new", action="store_true")',
      ...parser,
      '    return parser',
    ];
    await library.write('kohya/train_network.py', Buffer.from(script.join('\n')));
    const found = async (...options: string[]) => {
      const { stdout } = await cli('check', 'a/hero.training.toml', '--json', ...options);
      return (JSON.parse(stdout) as { level: string; code: string; option?: string }[]).map(
        ({ level, code, option }) => `${level} ${code} ${option}`,
      );
    };
    const named = await found('--python', 'python3', '--kohya', 'kohya');
    assert.ok(named.includes('error unknown_option min_snr_gama'), named.join('\n'));
    assert.ok(!named.some((each) => each.includes('unknown_option brand_new')), named.join('\n'));
    assert.ok(named.includes('error not_sd_scripts undefined'), named.join('\n'));
    const skipped = await found('--no-environment', '--python', 'python3', '--kohya', 'kohya');
    assert.ok(skipped.includes('warning unknown_option brand_new'), skipped.join('\n'));
    assert.ok(!skipped.some((each) => /not_sd_scripts|environment/.test(each)), skipped.join('\n'));
    assert.ok((await found('--environment', '--python', '/none')).includes('error python_missing undefined'));
  });

  it('check says in one warning that the trainer was neither named nor found', async () => {
    await library.write('a/hero.training.toml', Buffer.from(TRAINING));
    const { stdout } = await runCli(library.folder, ['train', 'check', 'a/hero.training.toml', '--json'], {
      HOME: library.folder,
      USERPROFILE: library.folder,
    });
    const codes = (JSON.parse(stdout) as { code: string }[]).map(({ code }) => code);
    assert.equal(codes.filter((code) => code === 'environment_not_checked').length, 1);
    assert.ok(!codes.some((code) => /python|script_missing/.test(code)));
  });

  it('takes a launch prefix as one command, with its options and quotes', async () => {
    await library.write('kohya/train_network.py', Buffer.from(''));
    const prefix = `"./no prefix" --ntasks=2 --comment='a b'`;
    const { stdout } = await cli('environment', '--kohya', 'kohya', '--launch-prefix', prefix, '--json');
    const { findings } = JSON.parse(stdout) as { findings: { code: string; file?: string }[] };
    assert.equal(findings.find(({ code }) => code === 'launch_prefix_missing')?.file, './no prefix');
  });

  it('environment lists what is missing, and what was found', async () => {
    const { exitCode, stdout } = await cli('environment', '--python', '/none', '--kohya', 'kohya', '--json');
    assert.equal(exitCode, 1);
    const { findings, facts } = JSON.parse(stdout) as { findings: { code: string }[]; facts: object };
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['python_missing', 'script_missing'],
    );
    assert.deepEqual(facts, { python: null, free_bytes: null });
  });

  it('check says that a file is not there', async () => {
    const { exitCode, stderr } = await cli('check', 'none.training.toml');
    assert.equal(exitCode, 1);
    assert.match(stderr, /There is no none\.training\.toml/);
  });

  it('read-log tells how a run went', async () => {
    const log = join(process.cwd(), 'test/fixtures/training/logs/b03-killed.log');
    const { exitCode, stdout } = await cli('read-log', log, '--exit', '137', '--json');
    assert.equal(exitCode, 0);
    const { state, cause, steps, total_steps } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([state, steps, total_steps], ['error', 47, 400]);
    assert.match(String(cause), /was killed/);
    assert.match((await cli('read-log', log)).stdout, /^state: (?:running|error)$/m);
    assert.equal((await cli('read-log', log, '--exit', 'one')).exitCode, 2);
    assert.equal((await cli('read-log', 'none.log')).exitCode, 1);
  });

  it('import makes a training file, says what it left out, and replaces nothing', async () => {
    const preset = {
      output_name: 'hero',
      pretrained_model_name_or_path: '/m/base.safetensors',
      LoRA_type: 'Standard',
      wandb_api_key: 'secret',
    };
    await library.write('preset.json', Buffer.from(JSON.stringify(preset)));
    const { exitCode, stdout } = await cli('import', 'preset.json', 'hero.training.toml');
    assert.equal(exitCode, 0);
    assert.match(stdout, /^hero\.training\.toml written$/m);
    const text = await readFile(join(library.folder, 'hero.training.toml'), 'utf8');
    assert.match(text, /^name = "hero"$/m);
    assert.match(text, /^base_model = "\/m\/base\.safetensors"$/m);
    assert.ok(!text.includes('secret'));
    const again = await cli('import', 'preset.json', 'hero.training.toml');
    assert.equal(again.exitCode, 1);
    assert.match(again.stderr, /is there already/);
    assert.equal(await readFile(join(library.folder, 'hero.training.toml'), 'utf8'), text);
    await library.write('notes.md', Buffer.from('# notes'));
    assert.equal((await cli('import', 'notes.md', 'out.training.toml')).exitCode, 1);
    assert.ok(!existsSync(join(library.folder, 'out.training.toml')));
  });

  it('captions shows what a program of the user writes, and can put it into a folder', async () => {
    await library.write('a/hero.training.toml', Buffer.from(TRAINING));
    await writePictures(library, 'a/pictures');
    const tagger = `"${process.execPath}" "${resolve('test/fixtures/training/tagger.mjs')}" 'red coat'`;
    const shown = await cli('captions', 'a/hero.training.toml', 'out', '--tagger', tagger);
    assert.equal(shown.exitCode, 0, shown.stderr);
    assert.match(shown.stdout, /^3\.png: ohwx, view 3, red coat$/m);
    const at = (name: string) => readFile(join(library.folder, name), 'utf8');
    assert.equal(await at('out/pictures/3.txt'), 'ohwx, view 3, red coat\n');
    assert.equal(await at('a/pictures/3.txt'), 'ohwx, view 3');
  });

  it('captions never go over files that are there, nor over those of another folder of the same name', async () => {
    const subsets = '\n[[subsets]]\nfolder = "x/pictures"\n\n[[subsets]]\nfolder = "y/pictures"\n';
    await library.write(
      'a/hero.training.toml',
      Buffer.from(TRAINING.replace(/^pictures = .*\n/m, '') + subsets),
    );
    for (const folder of ['x', 'y']) await writePictures(library, `a/${folder}/pictures`);
    await library.write('a/y/pictures/3.txt', Buffer.from('another'));
    const tagger = `"${process.execPath}" "${resolve('test/fixtures/training/tagger.mjs')}" 'red coat'`;
    const refused = await cli('captions', 'a/hero.training.toml', 'a/x', '--tagger', tagger);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /is not empty/);
    const at = (name: string) => readFile(join(library.folder, name), 'utf8');
    assert.equal(await at('a/x/pictures/3.txt'), 'ohwx, view 3');
    const made = await cli('captions', 'a/hero.training.toml', 'out', '--tagger', tagger);
    assert.equal(made.exitCode, 0, made.stderr);
    assert.equal(await at('out/pictures/3.txt'), 'ohwx, view 3, red coat\n');
    assert.equal(await at('out/pictures-2/3.txt'), 'another, red coat\n');
  });
});
