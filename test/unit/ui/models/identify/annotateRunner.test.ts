import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { annotateCommands } from '../../../../../src/ui/models/commands/annotateCommands';
import type { ModelFile } from '../../../../../src/core/models/modelFile';
import { AnnotateRunner } from '../../../../../src/ui/models/identify/annotateRunner';
import { makeLora } from '../../../../fixtures/makeModels';
import { modelsUi } from '../../../support/modelsUi';
import type { Answer } from '../../../support/scriptedDialogs';
import { TestLibrary } from '../../../support/testLibrary';

describe('Annotate', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  async function setUp(...answers: Answer[]) {
    const ui = await modelsUi(library, ...answers);
    const runner = new AnnotateRunner({ ...ui, previews: () => false });
    return { ...ui, runner, commands: annotateCommands({ ...ui, runner }) };
  }

  it('says what was found, and shows the rows anew', async () => {
    const file = await library.published('known', { versionId: 5 });
    await library.write('own.safetensors', makeLora({ name: 'own', hash: false }));
    const { commands, dialogs, models } = await setUp();
    await commands['diffusionWorkbench.models.annotateAll']();
    assert.match(dialogs.texts[0] ?? '', /^info: .*1 identified/);
    assert.equal(models.entry(file.path)?.state, 'identified');
  });

  it('leads to the problems where some failed, with the cause of all', async () => {
    await library.published('known');
    await library.write('known.safetensors.metadata.json', '{');
    const { commands, dialogs, models } = await setUp('Show Problems');
    await commands['diffusionWorkbench.models.annotateAll']();
    await new Promise(setImmediate);
    assert.match(dialogs.texts[0] ?? '', /^warn: .*1 failed\. \S/);
    assert.deepEqual(dialogs.executed, [['workbench.actions.view.problems']]);
    assert.equal(models.entries()[0]?.state, 'failed');
  });

  it('says once that Civitai cannot be reached, leaves the rows as they were, and tries again', async () => {
    for (const name of ['one', 'two']) await library.published(name);
    await library.civitai.close();
    const { runner, dialogs, models, logged, entry } = await setUp('Retry');
    await models.ready();
    const entries = [...models.entries()];
    const again = new Promise<void>((resolve) => {
      let ended = 0;
      runner.onDidChangeRunning((running) => !running && ++ended === 2 && resolve());
    });
    await runner.run(entries);
    await again;
    await new Promise(setImmediate);
    const told = /^warn: .*cannot be reached\. .* Models without an answer stay as they were\.$/;
    assert.equal(dialogs.texts.length, 2);
    for (const text of dialogs.texts) assert.match(text, told);
    for (const { path } of entries) {
      const { state, problem } = await entry({ path } as ModelFile);
      assert.deepEqual([state, problem], ['unidentified', undefined]);
    }
    assert.equal(logged.filter((line) => line.includes('cannot be reached')).length, 2, logged.join('\n'));
  });

  it('says that there is no model, and asks which one where none was clicked', async () => {
    const empty = await setUp();
    await empty.commands['diffusionWorkbench.models.annotateAll']();
    assert.deepEqual(empty.dialogs.texts, ['info: There are no models to annotate.']);
    await library.published('known');
    const { commands, dialogs } = await setUp(undefined);
    assert.deepEqual(await commands['diffusionWorkbench.models.annotate'](), []);
    assert.deepEqual(dialogs.texts, ['pick: Annotate which model?']);
  });

  it('runs once at a time', async () => {
    await library.published('known');
    const { commands, dialogs, runner } = await setUp();
    const first = commands['diffusionWorkbench.models.annotateAll']();
    await new Promise<void>((resolve) => {
      runner.onDidChangeRunning((running) => running && resolve());
    });
    assert.deepEqual(await runner.run([]), []);
    await first;
    assert.equal(dialogs.texts[0], 'info: Models are being annotated. Wait for it or cancel it first.');
  });

  it('keeps what was done when it is cancelled', async () => {
    await library.published('known');
    const { commands, dialogs } = await setUp();
    dialogs.onProgress = (cancel) => cancel();
    await commands['diffusionWorkbench.models.annotateAll']();
    assert.match(dialogs.texts[0] ?? '', /^info: Cancelled, what is done is kept: /);
  });
});
