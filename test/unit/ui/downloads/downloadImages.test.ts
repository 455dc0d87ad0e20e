import assert from 'node:assert/strict';
import { imagesPayload } from '../../../../src/core/downloads/queue/payloads';
import { changePathTemplate } from '../../../../src/ui/downloads/commands/changePathTemplate';
import { downloadImages } from '../../../../src/ui/downloads/commands/downloadImages';
import { downloadsUi } from '../../support/downloadsUi';
import type { Answer } from '../../support/scriptedDialogs';
import { TestLibrary } from '../../support/testLibrary';

describe('Download Example Images', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  async function download(args: readonly unknown[], ...answers: Answer[]) {
    const ui = await downloadsUi(library, ...answers);
    await downloadImages(ui.feature, args);
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    return ui;
  }
  const wanted = ({ added }: Awaited<ReturnType<typeof download>>) => {
    const payload = imagesPayload(added[0]?.payload);
    assert.ok(payload, 'the queue could not run it');
    return { title: added[0]?.title, batch: payload.batch, limit: payload.settings.limit };
  };

  it('of a model of the view: this version or all, the creator’s own or also those of others', async () => {
    const file = await library.published('known', { modelId: 7, versionId: 70, modelName: 'Neon' });
    const { annotator } = await library.services();
    await annotator.fetchByHash(file.path);
    const ui = await download([file.path], 'Of this version');
    assert.deepEqual(wanted(ui), {
      title: 'Example images of Neon',
      batch: { kind: 'version', versionId: 70, whose: 'creator' },
      limit: 0,
    });
    assert.deepEqual(ui.dialogs.shown[0]?.rows.map(({ label, description }) => `${label}, ${description ?? ''}`), [
      "Of this version, the creator's own",
      "Of all versions, the creator's own",
      'Of this version, also those of others, with their names',
      'Of all versions, also those of others, with their names',
    ]); // prettier-ignore
  });

  it('of an address, a creator and one image', async () => {
    const model = await download([], 'Of a model or version on Civitai…', 'https://civitai.com/models/7', 'Of all versions'); // prettier-ignore
    assert.deepEqual(wanted(model).batch, { kind: 'model', modelId: 7, whose: 'creator' });
    const creator = await download([], 'Of a creator…', 'no name!', 'https://civitai.com/user/maria/images', 'many', '50'); // prettier-ignore
    assert.deepEqual([wanted(creator).batch, wanted(creator).limit], [{ kind: 'creator', username: 'maria' }, 50]); // prettier-ignore
    assert.equal(creator.dialogs.rejected.length, 2);
    const image = await download([], 'A single image…', 'https://civitai.com/images/12?period=Day');
    assert.deepEqual(wanted(image).batch, { kind: 'image', imageId: 12 });
  });

  it('by a filter that is picked, part by part', async () => {
    const ui = await download(
      [],
      'By a filter…',
      'Order',
      'Most Reactions',
      'Period',
      'Week',
      'Base models',
      'SDXL 1.0',
      'Period',
      'any',
      'Only with generation parameters',
      'true',
      '$(cloud-download) Download',
      '20',
    );
    assert.deepEqual(wanted(ui).batch, {
      kind: 'query',
      query: { sort: 'Most Reactions', baseModels: 'SDXL 1.0', requiringMeta: true },
    });
  });

  it('by a filter as JSON, with what the API does not know said at once', async () => {
    const json = '{"sort":"Oldest","tags":"1,2"}';
    const ui = await download([], 'By a filter…', '$(json) As JSON…', '{', '{"sorted":1}', json, '$(cloud-download) Download', '5'); // prettier-ignore
    assert.deepEqual([wanted(ui).batch, wanted(ui).limit], [{ kind: 'query', query: JSON.parse(json) as unknown }, 5]); // prettier-ignore
    assert.equal(ui.dialogs.rejected[0], 'This is not JSON.');
    assert.match(ui.dialogs.rejected[1] ?? '', /sorted/);
  });

  it('says what is missing where nothing tells in which folder', async () => {
    const ui = await downloadsUi(library, 'Open Settings');
    ui.set.images = undefined;
    await downloadImages(ui.feature, []);
    assert.deepEqual(ui.dialogs.executed, [['workbench.action.openSettings', 'diffusionWorkbench.images.outputPath']]); // prettier-ignore
    assert.equal(ui.added.length, 0);
  });

  it('adds nothing where a question is closed', async () => {
    assert.equal((await download([], undefined)).added.length, 0);
    assert.equal((await download([], 'Of a creator…', 'maria', undefined)).added.length, 0);
    assert.equal((await download([], 'By a filter…', 'Order', undefined, undefined)).added.length, 0);
  });
});

describe('Change Where Example Images Go', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  async function change(...answers: Answer[]) {
    const ui = await downloadsUi(library, ...answers);
    await changePathTemplate(ui.feature);
    return ui;
  }

  it('shows of each preset where an image would go', async () => {
    const ui = await change('{creator}/{id}');
    assert.equal(ui.set.template, '{creator}/{id}');
    const row = ui.dialogs.shown[0]?.rows.find(({ label }) => label === '{nsfw_level}/{id}');
    assert.equal(row?.description, 'such as None/1234567.jpeg');
  });

  it('takes one that is typed, and says what is wrong with it while it is typed', async () => {
    const ui = await change(
      'Type one…',
      '{model}/{id}',
      '{base_model}',
      '../{id}',
      '{base_model}/{date}/{id}',
    );
    assert.equal(ui.set.template, '{base_model}/{date}/{id}');
    assert.equal(ui.dialogs.rejected.length, 3);
    assert.match(ui.dialogs.rejected[0] ?? '', /no variable “\{model\}”/);
  });
});
