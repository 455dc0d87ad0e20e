import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, it } from 'mocha';
import { readTraining } from '../../../../../src/core/training/job/readTraining';
import { presetFor } from '../../../../../src/core/training/job/presets';
import { newTraining } from '../../../../../src/ui/training/commands/newTraining';
import { tempFolder } from '../../../support/tempFolder';
import type { Answer } from '../../../support/scriptedDialogs';
import { trainingUi, type Open } from '../../../support/trainingUi';

describe('New Training File', () => {
  const folder = tempFolder();
  const pictures = () => join(folder.path, 'sofia');
  beforeEach(() => mkdirSync(pictures(), { recursive: true }));

  async function run(open: Open, pictures: string | undefined, ...answers: Answer[]) {
    const { dialogs, editor } = trainingUi(open, ...answers);
    await newTraining({ dialogs, editor, open: (path) => dialogs.showFile(path) }, { pictures });
    assert.ok(dialogs.isDone, 'not all was asked');
    return dialogs;
  }
  const read = (path: string) => readTraining(readFileSync(path, 'utf8'));

  it('writes the preset of a family beside the folder of the pictures, and opens it', async () => {
    const dialogs = await run({}, pictures(), 'Stable Diffusion 1.5', 'Fill In Later', 'mira');
    const path = join(folder.path, 'mira.training.toml');
    assert.deepEqual(dialogs.opened, [path]);
    const { training, findings } = read(path);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      { ...training },
      {
        ...presetFor('sd15'),
        name: 'mira',
        family: 'sd15',
        base_model: 'base_model.safetensors',
        pictures: 'sofia',
      },
    );
    assert.deepEqual(dialogs.texts, [
      'pick: New Training File',
      'pick: The base model',
      'input: New Training File',
    ]);
    assert.equal(dialogs.shown[2]?.detail, 'The name of the LoRA | sofia');
  });

  it('offers the base models of the settings, or takes a file', async () => {
    const known = { settings: { baseModels: { dreamshaper_8: '/models/d.safetensors' } } };
    const dialogs = await run(known, pictures(), 'SDXL', 'dreamshaper_8', 'a');
    assert.deepEqual(dialogs.shown[1]?.choices, ['dreamshaper_8', 'Choose a File…', 'Fill In Later']);
    assert.equal(read(join(folder.path, 'a.training.toml')).training?.base_model, 'dreamshaper_8');
    await run({}, pictures(), 'Flux', 'Choose a File…', '/models/flux.safetensors', 'b');
    assert.equal(read(join(folder.path, 'b.training.toml')).training?.base_model, '/models/flux.safetensors');
  });

  it('writes the file of an open folder into it', async () => {
    await run({ folder: pictures() }, pictures(), 'SDXL', 'Fill In Later', 'a');
    assert.equal(read(join(pictures(), 'a.training.toml')).training?.pictures, '.');
  });

  it('asks for the folder where none was chosen', async () => {
    const dialogs = await run({}, undefined, [pictures()], 'SDXL', 'Fill In Later', 'a');
    assert.equal(dialogs.texts[0], 'file: The folder of the pictures to train');
    assert.ok(existsSync(join(folder.path, 'a.training.toml')));
  });

  it('refuses names that are none, and files that are there', async () => {
    folder.write('there.training.toml', 'mine');
    const dialogs = await run({}, pictures(), 'SDXL', 'Fill In Later', '', '../up', 'there', 'new');
    assert.deepEqual(dialogs.rejected, [
      'A training needs a name.',
      '“../up” cannot be the name of a file.',
      'there.training.toml is there already.',
    ]);
    assert.equal(readFileSync(join(folder.path, 'there.training.toml'), 'utf8'), 'mine');
  });

  for (const [what, answers] of [
    ['folder', [undefined]],
    ['family', [['sofia'], undefined]],
    ['base model', [['sofia'], 'SDXL', undefined]],
    ['file', [['sofia'], 'SDXL', 'Choose a File…', undefined]],
    ['name', [['sofia'], 'SDXL', 'Fill In Later', undefined]],
  ] as const)
    it(`writes nothing where the user cancels at the ${what}`, async () => {
      const dialogs = await run({}, undefined, ...answers);
      assert.deepEqual(dialogs.opened, []);
    });
});
