import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { embedInFile } from '../../../../src/core/media/embed/embedInFile';
import { readImageInfo } from '../../../../src/core/images/info/readImageInfo';
import type { GalleryCommandName, GallerySubject } from '../../../../src/protocol/gallery';
import { addDropped } from '../../../../src/ui/gallery/actions/addDropped';
import { copiedText } from '../../../../src/ui/gallery/actions/copiedText';
import { dragText } from '../../../../src/ui/gallery/actions/dragText';
import { markPictures } from '../../../../src/ui/gallery/actions/markPictures';
import { openUsedModel } from '../../../../src/ui/gallery/actions/openUsedModel';
import { runOnPictures } from '../../../../src/ui/gallery/actions/runOnPictures';
import { png } from '../../../civitai/pictures';
import { pngFile, textChunk } from '../../core/media/text/pictureFiles';
import { cellOf, galleryUi } from '../../support/galleryUi';
import type { Answer } from '../../support/scriptedDialogs';
import { TestLibrary } from '../../support/testLibrary';
import { until } from '../../support/until';

const INFOTEXT =
  'a red fox\nNegative prompt: blurry\nSteps: 20, Sampler: Euler, CFG scale: 6, Seed: 7, Size: 64x64';
const PICTURE = pngFile(textChunk('parameters', INFOTEXT));
const LIBRARY: GallerySubject = { kind: 'library' };

describe('what is done with pictures of a gallery', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  const at = (name: string) => join(library.folder, name);
  const picture = async (name: string, bytes: Buffer = PICTURE) => (await library.write(name, bytes)).path;
  async function run(command: GalleryCommandName, paths: readonly string[], ...answers: Answer[]) {
    const ui = await galleryUi(library, ...answers);
    await runOnPictures(
      ui.feature,
      ui.gallery,
      command,
      paths.map((path) => cellOf(path)),
      LIBRARY,
    );
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    return ui;
  }

  it('goes to the trash after a question, with what belongs to it, and Undo brings it back', async () => {
    const path = await picture('mine/1.png');
    await library.write('mine/1.png.metadata.json', '{"favourite": true}');
    const kept = await run('trash', [path], undefined);
    assert.ok(existsSync(path), 'the question was closed');
    assert.match(kept.dialogs.shown[0]?.detail ?? '', /^2 files, .*Undo brings them back/);
    const { dialogs, done, all } = await run('trash', [path], 'Move to Trash');
    assert.deepEqual([existsSync(path), existsSync(`${path}.metadata.json`)], [false, false]);
    assert.deepEqual(done.touched, [path]);
    assert.deepEqual(dialogs.statuses, ['1.png moved to the trash.']);
    await all.changes.undo();
    assert.deepEqual([existsSync(path), existsSync(`${path}.metadata.json`)], [true, true]);
  });

  it('stays where what can be undone would take too much with it, and the user lets no old run go', async () => {
    const [first, second] = [await picture('1.png'), await picture('2.png')];
    await run('trash', [first], 'Move to Trash');
    const ui = await galleryUi(library, 'Move to Trash', undefined);
    const { changes } = library.open(undefined, {}, 10);
    const feature = { ...ui.feature, changes: () => Promise.resolve(changes) };
    const trashed = runOnPictures(feature, ui.gallery, 'trash', [cellOf(second)], LIBRARY);
    await assert.rejects(trashed, { code: 'undo_full' });
    assert.ok(existsSync(second));
    assert.ok(ui.dialogs.isDone, 'not all was asked');
  });

  it('is undone by the button of the message, and looked at again then', async () => {
    const path = await picture('1.png');
    const { dialogs, done } = await run('trash', [path], 'Move to Trash', 'Undo');
    await until(() => done.touched.length > 1);
    assert.deepEqual(dialogs.executed, [['diffusionWorkbench.models.undo']]);
    assert.deepEqual(done.touched, [path, path]);
  });

  it('is marked in its record, of several pictures in one undo', async () => {
    const paths = [await picture('1.png'), await picture('2.png')];
    const ui = await galleryUi(library);
    await markPictures(ui.feature, [...paths.map((path) => cellOf(path)), cellOf(at('m.safetensors'), { kind: 'model' })], { favourite: true, rating: 4, addTags: ['fox'] }); // prettier-ignore
    const record = (path: string) => JSON.parse(readFileSync(`${path}.metadata.json`, 'utf8')) as unknown;
    for (const path of paths) assert.deepEqual(record(path), { favourite: true, rating: 4, tags: ['fox'] });
    assert.deepEqual(
      readdirSync(library.folder).filter((name) => name.startsWith('m.')),
      [],
    );
    assert.equal((await ui.all.changes.runs()).length, 1);
  });

  it('says why one could not be marked', async () => {
    const path = await picture('1.png');
    await library.write('1.png.metadata.json', '{"favourite":');
    const ui = await galleryUi(library);
    const other = await picture('2.png');
    const failed = await markPictures(ui.feature, [cellOf(path), cellOf(other)], { favourite: true });
    assert.deepEqual([failed, ui.done.touched], [[path], [other]]);
    assert.match(ui.dialogs.texts.join(), /warn: .*1\.png\.metadata\.json/);
  });

  it('has its prompt copied, dragged and inserted', async () => {
    const [path, other] = [await picture('1.png'), await picture('2.png', png(8, 8, [1, 2, 3]))];
    assert.equal((await copiedText([cellOf(path), cellOf(other)], 'prompt')).text, 'a red fox');
    assert.equal((await copiedText([cellOf(path)], 'seed')).text, '7');
    assert.equal((await copiedText([cellOf(path), cellOf(other)], 'path')).text, `${path}\n${other}`);
    assert.match(
      (await copiedText([cellOf(path)], 'infotext')).text,
      /^a red fox\nNegative prompt: blurry\nSteps: 20/,
    );
    await assert.rejects(copiedText([cellOf(other)], 'prompt'), /Nothing of it is known of 2\.png/);
    const ui = await run('insertPrompt', [path]);
    assert.deepEqual(ui.done.inserted, ['a red fox']);
    assert.equal(await dragText(cellOf(path), ui.feature), 'a red fox');
    await assert.rejects(run('insertPrompt', [other]), /There is nothing of 2\.png to insert/);
    assert.deepEqual((await run('insertPrompt', [other, path])).done.inserted, ['a red fox']);
    ui.set.hasEditor = false;
    await assert.rejects(runOnPictures(ui.feature, ui.gallery, 'insertPrompt', [cellOf(path)], LIBRARY), /No text is open/); // prettier-ignore
  });

  it('is saved as a prompt file, beside it and never over another text', async () => {
    const path = await picture('1.png');
    const { dialogs } = await run('savePrompt', [path]);
    assert.equal(
      (JSON.parse(readFileSync(at('1.txt'), 'utf8')) as { raw_prompt: string }).raw_prompt,
      'a red fox',
    );
    assert.deepEqual(dialogs.statuses, ['Saved as 1.txt.']);
    const again = await run('savePrompt', [path]);
    assert.deepEqual(again.dialogs.statuses, ['The prompt files are there already.']);
  });

  it('has its prompt exported into a list, and added to one that is there', async () => {
    const [path, other] = [await picture('1.png'), await picture('2.png', png(8, 8, [1, 2, 3]))];
    const { dialogs } = await run('exportPrompts', [path, other], at('prompts.txt'));
    assert.equal(readFileSync(at('prompts.txt'), 'utf8'), 'a red fox\n');
    assert.match(dialogs.texts.join(), /warn: No prompt of 2\.png is known/);
    await run('sendToPromptFile', [path], at('prompts.txt'));
    assert.equal(readFileSync(at('prompts.txt'), 'utf8'), 'a red fox\na red fox\n');
  });

  it('is exported without its prompt', async () => {
    const path = await picture('1.png', png(8, 8, [1, 2, 3]));
    await embedInFile(path, INFOTEXT, {});
    mkdirSync(at('out'));
    await run('exportStripped', [path], [at('out')]);
    assert.equal((await readImageInfo(at('out/1.png'))).prompt, null);
    assert.equal((await readImageInfo(path)).prompt, 'a red fox');
  });

  it('gives its parameters to another picture', async () => {
    const [path, other] = [await picture('1.png'), await picture('2.png', png(8, 8, [1, 2, 3]))];
    await run('copyParametersTo', [path], other);
    assert.equal((await readImageInfo(other)).prompt, 'a red fox');
  });

  it('becomes the preview of the model that it shows, else of one that is picked', async () => {
    const { path: model } = await library.published('known');
    const path = await picture('1.png', png(8, 8, [1, 2, 3]));
    const { dialogs } = await run('setAsPreview', [path], 'known.safetensors');
    assert.ok(existsSync(at('.previews/known.jpg')));
    assert.deepEqual(dialogs.statuses, ['1.png is the preview of known.safetensors now.']);
    const ui = await galleryUi(library);
    await ui.models.ready();
    await runOnPictures(ui.feature, ui.gallery, 'setAsPreview', [cellOf(path, { owner: model })], LIBRARY);
    assert.equal(ui.dialogs.shown.filter(({ kind }) => kind === 'pick').length, 0);
  });

  it('is opened on Civitai where it came from there', async () => {
    const path = await picture('1.png');
    await assert.rejects(run('openOnCivitai', [path]), /It is not known where 1\.png is on Civitai/);
    await library.write('1.png.metadata.json', '{"id": 95}');
    assert.deepEqual((await run('openOnCivitai', [path])).done.pages, ['/images/95']);
    assert.deepEqual((await run('reveal', [path])).done.opened, [path]);
  });

  it('is dropped on a model, and is an example of it then; all of these are removed at once', async () => {
    const file = await library.published('known', { modelId: 7, versionId: 70 });
    await (await library.services()).annotator.fetchByHash(file.path);
    const path = await picture('mine/1.png');
    const ui = await galleryUi(library);
    await ui.models.ready();
    await assert.rejects(addDropped(ui.feature, [path], undefined, LIBRARY), /not clear which model/);
    await addDropped(ui.feature, [`file://${path}`], cellOf(file.path, { kind: 'model' }), LIBRARY);
    const added = at('images/7/1.png');
    assert.deepEqual(ui.done.touched, [added]);
    const again = await galleryUi(library);
    await again.models.ready();
    await addDropped(again.feature, [path], undefined, { kind: 'models', paths: [file.path] });
    assert.deepEqual(again.dialogs.texts, ['info: They are there already.']);
    await addDropped(again.feature, [{ name: '1.png', bytes: PICTURE }], cellOf(file.path, { kind: 'model' }), LIBRARY); // prettier-ignore
    assert.equal(again.dialogs.texts.length, 2, 'it was added twice');
    const removing = await galleryUi(library, 'Move to Trash');
    await removing.models.ready();
    const { gallery } = removing.gallery;
    await gallery.open({ roots: [library.folder], models: [{ path: file.path, name: 'known', mtimeMs: 1, modelId: 7, versionId: 70 }] }); // prettier-ignore
    await gallery.refresh();
    await runOnPictures(removing.feature, removing.gallery, 'removeExamples', [cellOf(file.path, { kind: 'model' })], LIBRARY); // prettier-ignore
    assert.deepEqual([existsSync(added), existsSync(path)], [false, true]);
  });

  it('goes as an example with those of other models, and with its copies', async () => {
    const files = [
      await library.published('one', { modelId: 7, versionId: 70 }),
      await library.published('two', { modelId: 8, versionId: 80 }),
    ];
    const { annotator } = await library.services();
    for (const file of files) await annotator.fetchByHash(file.path);
    const examples: string[] = [];
    for (const [name, versionId] of [
      ['a', 70],
      ['copy of a', 70],
      ['b', 80],
      ['mine', 99],
    ] as const) {
      examples.push(await picture(`images/${name}.png`));
      await library.write(`images/${name}.png.metadata.json`, JSON.stringify({ model: { modelId: versionId / 10, versionId } })); // prettier-ignore
    }
    const ui = await galleryUi(library, 'Move to Trash');
    await ui.models.ready();
    const { gallery } = ui.gallery;
    const models = files.map(({ path }, index) => ({ path, name: 'm', mtimeMs: 1, modelId: 7 + index, versionId: 70 + 10 * index })); // prettier-ignore
    await gallery.open({ roots: [library.folder], models });
    await gallery.refresh();
    const cards = [...files.map(({ path }) => cellOf(path, { kind: 'model' })), cellOf(at('unknown.safetensors'), { kind: 'model' })]; // prettier-ignore
    await runOnPictures(ui.feature, ui.gallery, 'removeExamples', cards, LIBRARY);
    assert.deepEqual(examples.map((path) => existsSync(path)), [false, false, false, true]); // prettier-ignore
    await assert.rejects(runOnPictures(ui.feature, ui.gallery, 'removeExamples', cards, LIBRARY), /has no example images/); // prettier-ignore
    await assert.rejects(runOnPictures(ui.feature, ui.gallery, 'removeExamples', cards.slice(2), LIBRARY), /It is not known which model/); // prettier-ignore
  });

  it('leads to the models that it was made with', async () => {
    const ui = await galleryUi(library);
    const used = { kind: 'lora' as const, name: 'fox', weight: 0.7, onCivitai: true, versionId: 5 };
    await openUsedModel(ui.feature, used, 'civitai');
    await openUsedModel(ui.feature, { ...used, modelId: 3 }, 'civitai');
    assert.deepEqual(ui.done.pages, ['/model-versions/5', '/models/3?modelVersionId=5']);
    await openUsedModel(ui.feature, used, 'download');
    assert.deepEqual(ui.done.downloaded, [5]);
    await openUsedModel(ui.feature, used, 'insertTag');
    assert.deepEqual(ui.done.inserted, ['<lora:fox:0.7>']);
    await assert.rejects(openUsedModel(ui.feature, used, 'details'), /fox is not in the library/);
    await openUsedModel(ui.feature, { ...used, path: '/m/fox.safetensors' }, 'details');
    assert.deepEqual(ui.detailsOf, ['/m/fox.safetensors']);
  });
});
