import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'mocha';
import { makeTrainingCaptions } from '../../../../../src/ui/training/commands/makeCaptions';
import { tempFolder } from '../../../support/tempFolder';
import type { Answer } from '../../../support/scriptedDialogs';
import { trainingUi } from '../../../support/trainingUi';

const TRAINING = 'name = "hero"\nfamily = "sd15"\nbase_model = "base.safetensors"\npictures = "pictures"\n';

describe('Make Captions', () => {
  const folder = tempFolder();
  const at = (name: string) => join(folder.path, name);
  const tagger = [process.execPath, resolve('test/fixtures/training/tagger.mjs'), '1girl'];

  const make = async (words: readonly string[], isTrusted = true, ...answers: Answer[]) => {
    mkdirSync(at('pictures'), { recursive: true });
    for (const name of ['a.png', 'b.png']) writeFileSync(at(`pictures/${name}`), 'a picture');
    writeFileSync(at('pictures/b.txt'), 'ohwx');
    const path = at('hero.training.toml');
    const open = { activeFile: path, texts: { [path]: TRAINING }, settings: { tagger: words } };
    const ui = trainingUi(open, ...answers);
    await makeTrainingCaptions({ ...ui, isTrusted: () => isTrusted }, undefined);
    return ui;
  };

  it('shows what the program of the settings wrote, and keeps only the captions that are picked', async () => {
    const { dialogs, newTexts } = await make(tagger, true, ['b.png']);
    assert.deepEqual(
      dialogs.shown[0]?.rows.map(({ label, description, detail, picked }) => [
        label,
        description,
        detail,
        picked,
      ]),
      [
        ['a.png', 'new', '1girl', true],
        ['b.png', 'instead of: ohwx', 'ohwx, 1girl', true],
      ],
    );
    assert.deepEqual(
      newTexts.map(({ path, before, after }) => [path, before, after]),
      [[at('pictures/b.txt'), 'ohwx', 'ohwx, 1girl\n']],
    );
  });

  it('keeps none where the list is closed', async () => {
    assert.deepEqual((await make(tagger, true, undefined)).newTexts, []);
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
