import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { modelStateText } from '../../../../../src/core/models/view/modelText';
import { changeCommands } from '../../../../../src/ui/models/commands/changeCommands';
import { modelsUi } from '../../../support/modelsUi';
import type { Answer } from '../../../support/scriptedDialogs';
import { TestLibrary } from '../../../support/testLibrary';

describe('Unlink from Civitai, and Undo Last Model or Image Change', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  async function setUp(...answers: Answer[]) {
    const file = await library.published('ink', { modelId: 1, versionId: 10, modelName: 'Ink' });
    const ui = await modelsUi(library, ...answers);
    await ui.services.annotator.annotate([file], { header: false });
    const commands = changeCommands(ui);
    return {
      ...ui,
      file,
      unlink: () => commands['diffusionWorkbench.models.unlink'](file.path),
      undo: () => commands['diffusionWorkbench.models.undo'](),
    };
  }

  it('says that there is nothing to undo', async () => {
    const { dialogs, undo } = await setUp();
    await undo();
    assert.deepEqual(dialogs.texts, ['info: There is no change of a model to undo.']);
  });

  it('unlinks, shows it in the row, and offers to undo it', async () => {
    const { dialogs, models, file, unlink } = await setUp('Undo');
    await unlink();
    const entry = models.entry(file.path)!;
    assert.equal(modelStateText(entry), 'unlinked by you');
    assert.equal(
      dialogs.texts.at(-1),
      'info: ink.safetensors is unlinked from Civitai. What you typed is kept.',
    );
    assert.deepEqual(dialogs.executed, [['diffusionWorkbench.models.undo']]);
  });

  it('asks with what it would undo, and shows the row as before', async () => {
    const { dialogs, models, file, unlink, undo } = await setUp(undefined, 'Undo');
    await unlink();
    await undo();
    const asked = dialogs.shown.find(({ kind }) => kind === 'confirm');
    assert.match(asked?.detail ?? '', /^Unlink from Civitai: ink\.safetensors, \[.*\]\./);
    assert.equal(dialogs.texts.at(-1), 'info: Undone: Unlink from Civitai: ink.safetensors');
    assert.equal(models.entry(file.path)?.sidecar?.civitai_version_id, 10);
  });
});
