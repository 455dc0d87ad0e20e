import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { annotateCommands } from '../../../../../src/ui/models/commands/annotateCommands';
import { copyCommands } from '../../../../../src/ui/models/commands/copyCommands';
import { makeLora } from '../../../../fixtures/makeModels';
import { modelsUi } from '../../../support/modelsUi';
import { TestLibrary } from '../../../support/testLibrary';

describe('commands on models that are chosen in a tree', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  it('copy the download addresses of the models that have one', async () => {
    const paths: string[] = [];
    for (const name of ['one', 'two', 'none']) {
      const { path } = await library.write(`${name}.safetensors`, makeLora({ name }));
      paths.push(path);
      if (name !== 'none')
        await updateSidecar(path, () => ({ download_urls: [`https://x.test/${name}`, 'https://y.test/'] }));
    }
    const ui = await modelsUi(library);
    await copyCommands(ui)['diffusionWorkbench.models.copyDownloadUrl'](paths[0], paths);
    assert.deepEqual(ui.dialogs.copied, ['https://x.test/one\nhttps://x.test/two']);
    await copyCommands(ui)['diffusionWorkbench.models.copyDownloadUrl'](paths[2]);
    assert.deepEqual(ui.dialogs.texts, ['info: No download URL is known. Annotate the model first.']);
  });

  it('annotate the models below a folder of the Explorer, and say where there are none', async () => {
    const inside = await library.write('a/deep/one.safetensors', makeLora({ name: 'one' }));
    await library.write('ab/two.safetensors', makeLora({ name: 'two' }));
    const ui = await modelsUi(library);
    const run: string[] = [];
    const runner = {
      run: (entries: readonly { readonly path: string }[]) => {
        run.push(...entries.map(({ path }) => path));
        return Promise.resolve([]);
      },
    };
    const annotate = annotateCommands({ ...ui, runner })['diffusionWorkbench.models.annotate'];
    const uri = (path: string) => ({ scheme: 'file', path, fsPath: path });
    await annotate(uri(`${library.folder}/a`), [uri(`${library.folder}/a`)]);
    assert.deepEqual(run, [inside.path]);
    await annotate(uri(`${library.folder}/empty`));
    assert.deepEqual(ui.dialogs.texts, ['info: No model is here, or the ignore patterns leave it out.']);
  });
});
