import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { editTraining } from '../../../../../src/core/training/form/editTraining';
import { presetFor } from '../../../../../src/core/training/job/presets';
import { readTraining } from '../../../../../src/core/training/job/readTraining';
import { choosePreset } from '../../../../../src/ui/training/form/choosePreset';
import { ScriptedDialogs, type Answer } from '../../../support/scriptedDialogs';

const TEXT = `name = "mira"
family = "sd15"
trigger = "ohwx"
class = "woman"
steps = 10

[save]
every_steps = 7
keep_last = 3

[extra]
mine = 1
`;

describe('a preset that is chosen in the form', () => {
  const valueOf = (text: string) => readTraining(text).document.value;
  async function choose(text: string, answer: Answer) {
    const dialogs = new ScriptedDialogs(answer);
    const edits = await choosePreset(dialogs, valueOf(text));
    return { edits, rows: dialogs.shown[0]?.rows ?? [] };
  }

  it('gives the file its values, and leaves what it does not have and the words of this very training', async () => {
    const { edits } = await choose(TEXT, 'SDXL');
    const after = valueOf(editTraining(TEXT, edits ?? []));
    const { trigger, class: kind, save, extra, family, steps } = after;
    assert.deepEqual([trigger, kind, family, steps], ['ohwx', 'woman', 'sdxl', presetFor('sdxl').steps]);
    assert.deepEqual({ ...(save as object) }, { every_steps: 500, keep_last: 3 });
    assert.deepEqual({ ...(extra as object) }, { mine: 1, ...presetFor('sdxl').extra });
  });

  it('says which fields it would change', async () => {
    const { edits = [], rows } = await choose(TEXT, 'SDXL');
    const names = edits.map(({ path }) => path.join('.'));
    assert.ok(names.includes('save.every_steps') && names.includes('steps') && !names.includes('trigger'));
    assert.equal(rows.find(({ label }) => label === 'SDXL')?.detail, `changes ${names.join(', ')}`);
    const chosen = editTraining(TEXT, edits);
    const again = await choose(chosen, 'SDXL');
    assert.equal(again.rows.find(({ label }) => label === 'SDXL')?.detail, 'changes nothing');
    assert.deepEqual(again.edits, []);
  });

  it('changes nothing where the user cancels', async () => {
    assert.equal((await choose(TEXT, undefined)).edits, undefined);
  });
});
