import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { Problem } from '../../../../../src/core/problem/problem';
import { trainAgain } from '../../../../../src/ui/training/runView/trainAgain';
import { ScriptedDialogs, type Answer } from '../../../support/scriptedDialogs';
import { tempFolder } from '../../../support/tempFolder';

describe('training again what a job was trained with', () => {
  const folder = tempFolder();
  const again = async (answer: Answer) => {
    const dialogs = new ScriptedDialogs(answer);
    await trainAgain(
      dialogs,
      { source: { file: 'hero.training.toml', folder: folder.path } },
      'name = "hero"\n',
    );
    return dialogs;
  };

  it('writes a new training file and opens it', async () => {
    const { opened } = await again(join(folder.path, 'hero-2.toml'));
    const made = join(folder.path, 'hero-2.training.toml');
    assert.deepEqual(opened, [made]);
    assert.equal(readFileSync(made, 'utf8'), 'name = "hero"\n');
  });

  it('writes nothing where the user cancels, where its paths would lead elsewhere, or over another file', async () => {
    assert.deepEqual((await again(undefined)).opened, []);
    await assert.rejects(again(join(folder.path, 'sub', 'x.training.toml')), Problem);
    folder.write('x.training.toml', 'mine');
    await assert.rejects(again(join(folder.path, 'x.toml')), Problem);
    assert.equal(readFileSync(join(folder.path, 'x.training.toml'), 'utf8'), 'mine');
  });
});
