import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DownloadLog } from '../../../../src/core/downloads/log/downloadLog';
import { logPath } from '../../../../src/core/downloads/log/logPlace';
import { creatorPayload } from '../../../../src/core/downloads/queue/payloads';
import { downloadCreators } from '../../../../src/ui/downloads/commands/downloadCreators';
import { retryFailed, showFailed } from '../../../../src/ui/downloads/commands/failedDownloads';
import { saveMetadata } from '../../../../src/ui/downloads/commands/saveMetadata';
import { makeLora } from '../../../fixtures/makeModels';
import { png } from '../../../civitai/pictures';
import { downloadsUi } from '../../support/downloadsUi';
import type { Answer } from '../../support/scriptedDialogs';
import { TestLibrary } from '../../support/testLibrary';

describe('Get All Models of Creator', () => {
  let library: TestLibrary;
  beforeEach(async () => {
    library = await TestLibrary.make();
    const bytes = makeLora({ name: 'a' });
    const model = (modelId: number, creator: string, type = 'LORA') =>
      library.civitai.addVersion({ modelId, versionId: modelId * 10, modelName: `M${modelId}`, type, creator, bytes, sizeKB: bytes.length / 1024 }); // prettier-ignore
    model(1, 'maria');
    model(2, 'maria', 'Checkpoint');
    model(3, 'other');
    library.civitai.addImages({
      id: 9,
      modelId: 1,
      versionIds: [10],
      username: 'maria',
      bytes: png(8, 8, [1, 2, 3]),
    });
  });
  afterEach(async () => library.remove());

  async function run(...answers: Answer[]) {
    const ui = await downloadsUi(library, ...answers);
    await downloadCreators(ui.feature);
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    return ui;
  }
  const payloads = ({ added }: Awaited<ReturnType<typeof run>>) => added.map(({ payload }) => creatorPayload(payload)); // prettier-ignore

  it('says what there is before it starts, and asks', async () => {
    const ui = await run('https://civitai.com/user/maria/models', ['LORA', 'Checkpoint'], 'Download');
    const asked = ui.dialogs.shown.at(-1);
    assert.equal(asked?.text, 'Download all models of maria?');
    assert.match(asked.detail ?? '', /2 model files of \d+ KB, 1 pictures, into .*creators/);
    assert.match(asked.detail ?? '', /Free there: /);
    assert.deepEqual(payloads(ui).map((payload) => [payload?.username, payload?.settings.types]), [['maria', undefined]]); // prettier-ignore
    assert.ok(!existsSync(ui.creators.root), 'nothing is written before the task runs');
  });

  it('asks for the types, and says anew what there is of them', async () => {
    const ui = await run('maria', ['LORA'], 'Download');
    assert.match(ui.dialogs.shown.at(-1)?.detail ?? '', /1 model files of/);
    assert.deepEqual(payloads(ui)[0]?.settings.types, ['LORA']);
  });

  it('takes the list, each creator once and in its order', async () => {
    writeFileSync(join(library.folder, 'get_all_models_urls.txt'), '# mine\nhttps://civitai.com/user/other/models\nmaria # too\nMaria\n'); // prettier-ignore
    const ui = await run('Those of get_all_models_urls.txt', ['LORA', 'Checkpoint'], 'Download');
    assert.equal(ui.dialogs.shown[0]?.rows[0]?.description, 'other, maria');
    assert.deepEqual(payloads(ui).map((payload) => payload?.username), ['other', 'maria']); // prettier-ignore
  });

  it('says how many models Civitai does not list', async () => {
    library.civitai.setModelCount('other', 5);
    const ui = await run('other', undefined);
    assert.match(
      ui.dialogs.shown.at(-1)?.detail ?? '',
      /other has 5 models by the profile, of which Civitai lists 1/,
    );
    assert.equal(ui.added.length, 0);
  });

  it('shows what failed by the logs, and tries that again', async () => {
    const nothing = await downloadsUi(library);
    await showFailed(nothing.feature);
    assert.equal(nothing.dialogs.texts[0], 'info: Nothing failed of any creator.');
    const log = await DownloadLog.open(await logPath(nothing.creators.logDirectory, 'maria'));
    await log.markFailed('9', 'image', 'timeout', { message: 'It stopped.' });
    await log.save();
    const ui = await downloadsUi(library, 'Image 9 of maria');
    await showFailed(ui.feature);
    assert.deepEqual(ui.pages, ['/images/9']);
    assert.deepEqual(ui.dialogs.shown[0]?.rows.map(({ description, detail }) => [description, detail]), [['timeout', 'It stopped.']]); // prettier-ignore
    const again = await downloadsUi(library, ['maria']);
    await retryFailed(again.feature);
    assert.deepEqual(payloads(again).map((payload) => [payload?.username, payload?.retry]), [['maria', true]]); // prettier-ignore
  });
});

describe('Save Image Metadata As', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  it('saves what is known of each picture in the format that is picked, and says what is missing', async () => {
    const one = (await library.write('1.png', png(8, 8, [1, 2, 3]))).path;
    const two = (await library.write('2.png', png(8, 8, [1, 2, 3]))).path;
    const meta = { prompt: 'a cat', steps: 20, sampler: 'Euler', seed: 7, cfgScale: 6 };
    await library.write('1.png.metadata.json', JSON.stringify({ id: 1, meta }));
    const ui = await downloadsUi(library, 'Infotext');
    await saveMetadata(ui.feature, [one]);
    assert.deepEqual(ui.saved, [[[one], 'txt']]);
    assert.deepEqual(ui.dialogs.statuses, ['Saved the metadata of 1.png.']);
    assert.ok(existsSync(join(library.folder, '1.txt')));
    const none = await downloadsUi(library, 'Embedded');
    await saveMetadata(none.feature, [two]);
    assert.match(none.dialogs.texts.at(-1) ?? '', /error: It is not known what 2\.png was made of/);
  });

  it('takes the picture that is looked at, and asks where another file is', async () => {
    const picture = (await library.write('1.png', png(8, 8, [1, 2, 3]))).path;
    const looking = await downloadsUi(library, undefined);
    looking.set.activeFile = picture;
    await saveMetadata(looking.feature, []);
    assert.deepEqual(
      looking.dialogs.shown.map(({ text }) => text),
      ['Save the metadata of 1.png as'],
    );
    const other = await downloadsUi(library, undefined);
    other.set.activeFile = join(library.folder, 'lora.safetensors');
    await saveMetadata(other.feature, []);
    assert.deepEqual(
      other.dialogs.shown.map(({ text }) => text),
      ['Save the metadata of which image?'],
    );
  });

  it('of several pictures is one change that can be undone, whatever one of them lacks', async () => {
    const paths: string[] = [];
    for (const name of ['1.png', '2.png', '3.png'])
      paths.push((await library.write(name, png(8, 8, [1, 2, 3]))).path);
    const meta = { prompt: 'a cat', steps: 20, sampler: 'Euler', seed: 7, cfgScale: 6 };
    for (const name of ['1.png', '3.png'])
      await library.write(`${name}.metadata.json`, JSON.stringify({ id: 1, meta }));
    const ui = await downloadsUi(library, 'Infotext');
    await saveMetadata(ui.feature, paths);
    assert.match(ui.dialogs.texts.at(-1) ?? '', /It is not known what 2\.png was made of/);
    const written = () =>
      ['1.txt', '2.txt', '3.txt'].filter((name) => existsSync(join(library.folder, name)));
    assert.deepEqual(written(), ['1.txt', '3.txt']);
    const runs = await ui.all.undoRuns.list();
    assert.deepEqual(runs.map(({ subject, files }) => [subject, files]), [['3 images', 2]]); // prettier-ignore
  });
});
