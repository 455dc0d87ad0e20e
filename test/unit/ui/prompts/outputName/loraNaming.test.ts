import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { planOutputName } from '../../../../../src/core/models/outputName/planOutputName';
import { writeOutputName } from '../../../../../src/core/models/outputName/writeOutputName';
import { LoraNaming } from '../../../../../src/ui/prompts/outputName/loraNaming';
import { safetensors } from '../../../../fixtures/makeModels';
import { modelsUi } from '../../../support/modelsUi';
import type { Answer } from '../../../support/scriptedDialogs';
import { TestLibrary } from '../../../support/testLibrary';

describe('Write Output Name into LoRA', () => {
  let library: TestLibrary;
  let path: string;
  const bytes = () => readFileSync(path);

  beforeEach(async () => {
    library = await TestLibrary.make();
    const tensors = [{ name: 'lora_unet_a.lora_down.weight', shape: [4, 4], dtype: 'F16' as const }];
    const lora = safetensors('unnamed', tensors, { ss_network_module: 'networks.lora' });
    ({ path } = await library.write('unnamed.safetensors', lora));
  });
  afterEach(async () => library.remove());

  async function setUp(...answers: Answer[]) {
    const ui = await modelsUi(library, ...answers);
    const naming = new LoraNaming({
      ...ui,
      plan: (of) => planOutputName(of, ui.services),
      write: (plan, options) => writeOutputName(plan, ui.services, { ...options, previews: false }),
    });
    return { ...ui, naming };
  }

  it('asks with what changes and what is kept, then writes it', async () => {
    const { dialogs, naming } = await setUp('Write');
    await naming.run(path);
    const [asked] = dialogs.shown;
    assert.match(asked?.text ?? '', /^Write the output name ".+" into unnamed\.safetensors\?$/);
    assert.match(asked?.detail ?? '', /The SHA-256 of the file changes.*\n\n.*stays identified/s);
    assert.match(dialogs.texts.at(-1) ?? '', /unnamed\.safetensors has the output name unnamed now/);
    assert.equal(dialogs.progresses[0]?.title, 'Writing the output name into unnamed.safetensors');
  });

  it('leaves the file as it is when the question is cancelled', async () => {
    const before = bytes();
    const { dialogs, naming } = await setUp(undefined);
    await naming.run(path);
    assert.deepEqual(bytes(), before);
    assert.equal(dialogs.progresses.length, 0);
  });

  it('says that a LoRA has a name already', async () => {
    await (await setUp('Write')).naming.run(path);
    const { dialogs, naming } = await setUp();
    await naming.run(path);
    assert.match(dialogs.texts[0] ?? '', /has an output name in its header already/);
  });

  it('takes a URI, a warning of the preview, and asks which LoRA where it is given nothing', async () => {
    for (const of of [
      { scheme: 'file', fsPath: path, path },
      { kind: 'warning', warning: { lora: path } },
    ]) {
      const { dialogs, naming } = await setUp(undefined);
      await naming.run(of);
      assert.match(dialogs.texts[0] ?? '', /^confirm: /, basename(path));
    }
    const { dialogs, naming } = await setUp(undefined);
    await naming.run(undefined);
    assert.equal(dialogs.texts[0], 'pick: Write the output name into which LoRA?');
  });

  it('asks once for a file that a first call is still about', async () => {
    const { dialogs, naming } = await setUp(undefined);
    await Promise.all([naming.run(path), naming.run(path)]);
    assert.equal(dialogs.shown.length, 1);
  });

  it('shows why it failed, with the button that helps', async () => {
    const ui = await setUp('Reveal');
    const { Problem } = await import('../../../../../src/core/problem/problem');
    const naming = new LoraNaming({
      ...ui,
      plan: () => Promise.reject(new Problem('read_only', 'It is read-only.', 'Change that.')),
      write: () => Promise.reject(new Error('not reached')),
    });
    await naming.run(path);
    await new Promise(setImmediate);
    assert.deepEqual(ui.dialogs.texts, ['error: It is read-only. Change that.']);
    assert.deepEqual(ui.dialogs.executed, [['diffusionWorkbench.models.revealInOs', path]]);
  });
});
