import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { checkTrainingFile } from '../../../../../src/ui/training/commands/checkTraining';
import { makeCheckpoint } from '../../../../fixtures/makeModels';
import { tempFolder } from '../../../support/tempFolder';
import { trainingUi, uriOf } from '../../../support/trainingUi';

const GOOD =
  'name = "a"\nfamily = "sd15"\nbase_model = "base"\npictures = "."\ntrigger = "ohwx"\nresolution = 64\nminimum_pictures = 1\nsteps = 100\n';

const WHOLE = { environment: true };

describe('Check Training', () => {
  const folder = tempFolder();
  const path = () => join(folder.path, 'a.training.toml');
  const settings = () => ({ baseModels: { base: join(folder.path, 'base.safetensors') } });
  const write = (text: string) => {
    folder.write('base.safetensors', makeCheckpoint('base'));
    folder.write('a.png', readFileSync('test/fixtures/training/datasets/orig.png'));
    folder.write('a.txt', 'ohwx');
    folder.write('a.training.toml', text);
  };

  it('says that a good file has no problems, with the short names of base models', async () => {
    write(GOOD);
    const ui = trainingUi({ settings: settings() });
    await checkTrainingFile(ui, uriOf(path()), WHOLE);
    const [shown] = ui.shown;
    assert.equal(shown?.[0], path());
    assert.deepEqual(
      shown[1].ofFile.filter(({ level }) => level !== 'info'),
      [],
    );
    assert.ok(!ui.dialogs.texts.some((text) => text.startsWith('error')));
  });

  it('counts errors and warnings, and leads to the Problems view', async () => {
    write(`${GOOD}optimiser = "AdamW"\n[extra]\nmin_snr_gama = 5\n`);
    const ui = trainingUi({ settings: settings() }, 'Show Problems');
    await checkTrainingFile(ui, uriOf(path()), WHOLE);
    assert.ok(ui.dialogs.isDone);
    assert.deepEqual(
      ui.dialogs.texts.filter((text) => text.startsWith('error')),
      ['error: a.training.toml: 1 errors, 1 warnings'],
    );
    await Promise.resolve();
    assert.deepEqual(ui.dialogs.executed, [['workbench.actions.view.problems']]);
  });

  it('takes the active file, as the editor has it', async () => {
    write(GOOD);
    const ui = trainingUi({ activeFile: path(), texts: { [path()]: 'name = "a"' } });
    await checkTrainingFile(ui, undefined, WHOLE);
    const codes = ui.shown[0]?.[1].ofFile.map(({ code, option }) => `${code} ${option}`);
    assert.deepEqual(codes, ['field_missing family', 'field_missing base_model']);
  });

  it('says what to do where there is no training file', async () => {
    const ui = trainingUi({});
    await checkTrainingFile(ui, undefined, WHOLE);
    assert.deepEqual(ui.dialogs.texts, [
      'info: Open a training file (*.training.toml), or choose one in the Explorer.',
    ]);
    assert.deepEqual(ui.shown, []);
  });

  it('says that a file is not there any more, and shows nothing', async () => {
    const ui = trainingUi({});
    await checkTrainingFile(ui, uriOf(join(folder.path, 'gone.training.toml')), WHOLE);
    assert.match(ui.dialogs.texts.at(-1) ?? '', /^error: .*gone\.training\.toml/);
    assert.deepEqual(ui.shown, []);
  });
});
