import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { readTraining } from '../../../../../src/core/training/job/readTraining';
import { importTrainingFile } from '../../../../../src/ui/training/commands/importTraining';
import { ScriptedDialogs, type Answer } from '../../../support/scriptedDialogs';
import { tempFolder } from '../../../support/tempFolder';
import { uriOf } from '../../../support/trainingUi';

const SETTINGS =
  'pretrained_model_name_or_path = "base.safetensors"\noutput_name = "mira"\ntrain_data_dir = "img"\nnetwork_dim = 8\n';

describe('Import Training', () => {
  const folder = tempFolder();
  const at = (name: string) => join(folder.path, name);

  async function run(item: unknown, ...answers: Answer[]) {
    const dialogs = new ScriptedDialogs(...answers);
    await importTrainingFile(dialogs, item);
    assert.ok(dialogs.isDone, 'not all was asked');
    return dialogs;
  }

  it('writes a training file, opens it, and lists at its top what could not be carried over', async () => {
    folder.write('settings.toml', `${SETTINGS}not_an_option = "a"\n`);
    const target = at('mira.training.toml');
    const dialogs = await run(undefined, at('settings.toml'), target);
    const text = readFileSync(target, 'utf8');
    assert.match(text, /^# Not carried over from settings\.toml:\n(# - .*\n)*# - not_an_option: /);
    assert.equal(readTraining(text).training?.dim, 8);
    assert.deepEqual(dialogs.opened, [target]);
    const listed = text.split('\n').filter((line) => line.startsWith('# - ')).length;
    assert.equal(
      dialogs.texts.at(-1),
      `warn: settings.toml imported. What could not be carried over is listed at the top of the file: ${listed} settings.`,
    );
  });

  it('quotes nothing of the file outside of its remarks', async () => {
    folder.write('settings.toml', `${SETTINGS}"a\\nname = 1" = "b"\n`);
    await run(uriOf(at('settings.toml')), at('out.training.toml'));
    const text = readFileSync(at('out.training.toml'), 'utf8');
    assert.match(text, /^# - a\\u000aname = 1: /m);
    assert.ok(readTraining(text).training);
  });

  it('names the folders of repeats in a train_data_dir', async () => {
    folder.write('settings.toml', SETTINGS);
    mkdirSync(at('img/10_mira woman'), { recursive: true });
    await run(uriOf(at('settings.toml')), at('out.training.toml'));
    const { training } = readTraining(readFileSync(at('out.training.toml'), 'utf8'));
    assert.deepEqual(training?.subsets, [
      { folder: join('img', '10_mira woman'), repeats: 10, class: 'mira woman' },
    ]);
  });

  it('gives the file the ending by which it is known', async () => {
    folder.write('config.yaml', 'base_model:\n  sd15: base.safetensors\n');
    await run(uriOf(at('config.yaml')), at('mine.toml'));
    assert.ok(existsSync(at('mine.training.toml')));
    assert.equal(existsSync(at('mine.toml')), false);
  });

  it('writes over no file that the dialog did not ask about, nor over the source', async () => {
    folder.write('settings.toml', SETTINGS);
    folder.write('mine.training.toml', 'mine');
    await assert.rejects(
      run(uriOf(at('settings.toml')), at('mine.toml')),
      /mine\.training\.toml is there already/,
    );
    assert.equal(readFileSync(at('mine.training.toml'), 'utf8'), 'mine');
    folder.write('own.training.toml', SETTINGS);
    await assert.rejects(run(uriOf(at('own.training.toml')), at('own.training.toml')), /is there already/);
    assert.equal(readFileSync(at('own.training.toml'), 'utf8'), SETTINGS);
  });

  it('says what is wrong with a file that is no preset', async () => {
    folder.write('broken.json', '{');
    await assert.rejects(run(uriOf(at('broken.json'))), /broken\.json was not imported: Line 1/);
    folder.write('a.txt', '');
    await assert.rejects(run(uriOf(at('a.txt'))), /a\.txt was not imported: its ending is not known/);
  });

  it('writes nothing where the user cancels', async () => {
    folder.write('settings.toml', SETTINGS);
    await run(undefined, undefined);
    const dialogs = await run(undefined, at('settings.toml'), undefined);
    assert.deepEqual(dialogs.opened, []);
    assert.deepEqual(dialogs.texts, [
      'file: Import a training of kohya_ss or sd-scripts',
      'file: Write the training file',
    ]);
  });
});
