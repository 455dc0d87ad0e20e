import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'mocha';
import { makeTrainingCaptions } from '../../../../../src/ui/training/commands/makeCaptions';
import { tempFolder } from '../../../support/tempFolder';
import { trainingUi } from '../../../support/trainingUi';

const TRAINING = 'name = "hero"\nfamily = "sd15"\nbase_model = "base.safetensors"\npictures = "pictures"\n';

describe('Make Captions', () => {
  const folder = tempFolder();
  const at = (name: string) => join(folder.path, name);
  const tagger = [process.execPath, resolve('test/fixtures/training/tagger.mjs'), '1girl'];

  const make = async (words: readonly string[], isTrusted = true) => {
    mkdirSync(at('pictures'), { recursive: true });
    writeFileSync(at('pictures/a.png'), 'a picture');
    const path = at('hero.training.toml');
    const ui = trainingUi({ activeFile: path, texts: { [path]: TRAINING }, settings: { tagger: words } });
    await makeTrainingCaptions({ ...ui, isTrusted: () => isTrusted }, undefined);
    return ui;
  };

  it('shows the captions that the program of the settings wrote, before they are kept', async () => {
    const { reviewed } = await make(tagger);
    assert.deepEqual(
      reviewed.map(({ path, before, after }) => [path, before, after]),
      [[at('pictures/a.txt'), undefined, '1girl\n']],
    );
  });

  it('says where no caption would change, and which setting names the program', async () => {
    const ui = await make([process.execPath, '-e', '']);
    assert.deepEqual(ui.dialogs.texts, ['info: hero.training.toml: no caption changes.']);
    const { dialogs } = await make([]);
    assert.match(dialogs.texts[0] ?? '', /name one in diffusionWorkbench\.training\.tagger/);
  });

  it('starts nothing in a folder that is not trusted', async () => {
    await assert.rejects(make(tagger, false), { code: 'bad_input' });
  });
});
