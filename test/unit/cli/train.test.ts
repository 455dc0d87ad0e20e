import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
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

describe('training on the command line', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  const cli = (...args: string[]) => runCli(library.folder, ['train', ...args]);

  it('check ends well for a good file, and lists what is wrong with a bad one, with its places', async () => {
    await library.write('a/hero.training.toml', Buffer.from(TRAINING));
    await library.write('a/base.safetensors', Buffer.from('model'));
    await mkdir(join(library.folder, 'a/pictures'));
    const good = await cli('check', 'a/hero.training.toml');
    assert.deepEqual([good.exitCode, good.stdout, good.stderr], [0, '0 errors, 0 warnings', '']);
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
});
