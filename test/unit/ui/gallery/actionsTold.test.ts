import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { embedInFile } from '../../../../src/core/media/embed/embedInFile';
import type { GalleryCommandName, GallerySubject } from '../../../../src/protocol/gallery';
import { addDropped } from '../../../../src/ui/gallery/actions/addDropped';
import { copiedText } from '../../../../src/ui/gallery/actions/copiedText';
import { dragText } from '../../../../src/ui/gallery/actions/dragText';
import { keepFoundMarks } from '../../../../src/ui/gallery/actions/keepFoundMarks';
import { markPictures } from '../../../../src/ui/gallery/actions/markPictures';
import { openUsedModel } from '../../../../src/ui/gallery/actions/openUsedModel';
import { runOnPictures } from '../../../../src/ui/gallery/actions/runOnPictures';
import { JPEG, png } from '../../../civitai/pictures';
import { hiddenPixels, rowsOf } from '../../core/media/text/hiddenPixels';
import { pixelPng, pngFile, textChunk } from '../../core/media/text/pictureFiles';
import { cellOf, galleryUi } from '../../support/galleryUi';
import type { Answer } from '../../support/scriptedDialogs';
import { TestLibrary } from '../../support/testLibrary';

const PICTURE = pngFile(textChunk('parameters', 'a red fox\nSteps: 20, Sampler: Euler, Seed: 7'));
const PLAIN = png(8, 8, [1, 2, 3]);
const LIBRARY: GallerySubject = { kind: 'library' };

describe('what is told of actions in a gallery', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  const at = (name: string) => join(library.folder, name);
  const picture = async (name: string, bytes: Buffer = PICTURE) => (await library.write(name, bytes)).path;
  const known = async (name: string, modelId = 7, versionId = 70) => {
    const file = await library.published(name, { modelId, versionId });
    await (await library.services()).annotator.fetchByHash(file.path);
    return file.path;
  };
  async function opened(...answers: Answer[]) {
    const ui = await galleryUi(library, ...answers);
    await ui.models.ready();
    const run = (command: GalleryCommandName, paths: readonly string[], more = {}, subject = LIBRARY) =>
      runOnPictures(ui.feature, ui.gallery, command, paths.map((path) => cellOf(path, more)), subject); // prettier-ignore
    return { ...ui, run };
  }

  it('goes no further once the user cancels it, and says nothing of what was not looked at', async () => {
    const [first, ...paths] = [await picture('0.png'), await picture('1.png'), await picture('2.png')];
    mkdirSync(at('out'));
    const model = await known('known');
    const cancelled = async (...answers: Answer[]) => {
      const ui = await opened(...answers);
      ui.dialogs.onProgress = (cancel) => cancel();
      return ui;
    };
    await (await cancelled('Move to Trash')).run('trash', [first, ...paths]);
    assert.deepEqual(paths.map((path) => existsSync(path)), [true, true]); // prettier-ignore
    await (await cancelled([at('out')])).run('exportStripped', paths);
    assert.equal(existsSync(at('out/2.png')), false);
    const saving = await cancelled();
    await saving.run('savePrompt', paths);
    assert.equal(existsSync(at('2.txt')), false);
    const adding = await cancelled();
    await addDropped(adding.feature, paths, cellOf(model, { kind: 'model' }), LIBRARY);
    assert.equal(existsSync(at('images/7/2.png')), false);
    assert.doesNotMatch([...adding.dialogs.texts, ...saving.dialogs.statuses].join(), /there already/);
  });

  it('changes nothing where the user closes the dialog', async () => {
    const path = await picture('1.png');
    const ui = await opened([], undefined, undefined, undefined);
    for (const command of ['exportStripped', 'copyParametersTo', 'exportPrompts', 'sendToPromptFile'] as const) await ui.run(command, [path]); // prettier-ignore
    assert.ok(ui.dialogs.isDone, 'not all was asked');
    assert.deepEqual(readdirSync(library.folder).filter((name) => /^\d|prompts/.test(name)), ['1.png']); // prettier-ignore
    assert.deepEqual([ui.done.touched, ui.dialogs.statuses], [[], []]);
  });

  it('says what went wrong with the first, how many more there are, and all of it in the log', async () => {
    const paths = [await picture('1.png', PLAIN), await picture('gone.png'), await picture('v.mp4'), await picture('2.jpg', JPEG)]; // prettier-ignore
    rmSync(paths[1] ?? '');
    mkdirSync(at('out'));
    const ui = await opened([at('out')]);
    await ui.run('exportStripped', paths);
    assert.match(
      ui.dialogs.texts.join('\n'),
      /^warn: gone\.png is not there\..* 1 more; the log has all\.$/m,
    );
    assert.equal(ui.logged.filter((line) => /gone\.png|v\.mp4 is a video/.test(line)).length, 2);
    assert.deepEqual(ui.dialogs.statuses, ['2 pictures exported to out, without prompts.']);
    assert.deepEqual(ui.done.touched, [at('out/1.png'), at('out/2.jpg')]);
  });

  it('says that a prompt is hidden in the pixels of an exported copy', async () => {
    const pixels = hiddenPixels('stealth_pnginfo', 'secret', 64, 140, 4);
    const path = await picture('1.png', pixelPng(64, 140, 4, rowsOf(pixels, 64 * 4)));
    mkdirSync(at('out'));
    const ui = await opened([at('out')]);
    await ui.run('exportStripped', [path]);
    assert.match(ui.dialogs.texts.join(), /warn: 1\.png: a prompt is hidden in its pixels/);
  });

  it('tells of pictures that stayed when others went to the trash', async () => {
    const [path, other] = [await picture('1.png'), await picture('2.png')];
    const ui = await opened('Move to Trash');
    ui.dialogs.onProgress = () => rmSync(other);
    await ui.run('trash', [path, other]);
    assert.match(ui.dialogs.texts.join(), /warn: 2\.png is not there/);
    assert.deepEqual([ui.dialogs.statuses, ui.done.touched], [['1.png moved to the trash.'], [path]]);
  });

  it('makes room for what Undo has to keep', async () => {
    const [path, other] = [await picture('1.png'), await picture('2.png', PLAIN)];
    const ui = await opened(other, undefined, at('list.txt'));
    const asked: string[] = [];
    Object.assign(ui.all.changes, { makeRoomForFiles: (files: readonly string[]) => Promise.resolve(void asked.push(...files)) }); // prettier-ignore
    await ui.run('copyParametersTo', [path]);
    await ui.run('exportPrompts', [path]);
    await markPictures(ui.feature, [cellOf(path)], { rating: 2 });
    assert.deepEqual(asked, [other, at('list.txt'), `${path}.metadata.json`]);
    assert.deepEqual(ui.done.touched, [other, path]);
    assert.deepEqual(ui.dialogs.statuses, ['2.png has the parameters of 1.png now.', '1 prompts written to list.txt.']); // prettier-ignore
  });

  it('says why another picture did not get the parameters', async () => {
    const path = await picture('1.png');
    const ui = await opened(at('none.png'));
    await ui.run('copyParametersTo', [path]);
    assert.match(ui.dialogs.texts.join(), /warn: none\.png is not there/);
    assert.deepEqual(ui.dialogs.statuses, []);
  });

  it('saves prompts with the LoRA of their folder, and says how many and which not', async () => {
    await known('fur');
    const paths = [await picture('1.png'), await picture('2.png'), await picture('3.png', PLAIN)];
    const ui = await opened();
    await ui.run('savePrompt', paths);
    assert.deepEqual(ui.dialogs.statuses, ['2 prompt files saved.']);
    assert.match(ui.dialogs.texts.join(), /warn: No prompt of 3\.png is known/);
    const { lora } = JSON.parse(readFileSync(at('1.txt'), 'utf8')) as { lora: string };
    assert.match(lora, /<lora:fur/);
  });

  it('names what was added to a model, and what was not', async () => {
    const model = await known('known');
    const [path, page] = [await picture('mine/1.png'), await picture('mine/page.png', Buffer.from('<html>'))];
    const ui = await opened();
    await addDropped(ui.feature, [path, page], cellOf(model, { kind: 'model' }), LIBRARY);
    assert.deepEqual(ui.dialogs.statuses, ['1.png added to the example images of known.safetensors.']);
    assert.match(ui.dialogs.texts.join(), /warn: page\.png is neither a picture nor a video/);
    const record = JSON.parse(readFileSync(at('images/7/1.png.metadata.json'), 'utf8')) as { model: { baseModel?: string } }; // prettier-ignore
    assert.equal(record.model.baseModel, ui.models.entry(model)?.sidecar?.base_model);
    assert.ok(record.model.baseModel);
  });

  it('finds the examples of the model that a picture shows, else of the gallery, and of its version alone', async () => {
    const model = await known('known');
    const examples = [await picture('images/a.png'), await picture('images/b.png', PLAIN)];
    const versions = [70, 71];
    for (const [index, path] of examples.entries())
      await library.write(`${path.slice(library.folder.length + 1)}.metadata.json`, JSON.stringify({ model: { modelId: 7, versionId: versions[index] } })); // prettier-ignore
    const ui = await opened(undefined, undefined);
    const { gallery } = ui.gallery;
    await gallery.open({ roots: [library.folder], models: [{ path: model, name: 'm', mtimeMs: 1, modelId: 7, versionId: 70 }] }); // prettier-ignore
    await gallery.refresh();
    await ui.run('removeExamples', [examples[0] ?? ''], { owner: model });
    await ui.run('removeExamples', [examples[0] ?? ''], {}, { kind: 'models', paths: [model] });
    const asked = ui.dialogs.shown.map(({ text }) => text);
    assert.deepEqual(asked, ['Move a.png to the trash?', 'Move a.png to the trash?']);
  });

  it('shows the preview that it has set, in the models as well', async () => {
    const { path: model } = await library.published('known');
    const ui = await opened();
    assert.equal(ui.models.entry(model)?.sidecar?.preview_path, undefined);
    await ui.run('setAsPreview', [await picture('1.png', PLAIN)], { owner: model });
    assert.equal(ui.models.entry(model)?.sidecar?.preview_path, '.previews/known.jpg');
  });

  it('opens a file in the editor, or shows where it is', async () => {
    const path = await picture('1.png');
    const ui = await opened();
    const calls: string[] = [];
    Object.assign(ui.feature.editor, {
      open: (file: string) => Promise.resolve(void calls.push(`open ${file}`)),
      reveal: (file: string) => Promise.resolve(void calls.push(`reveal ${file}`)),
    });
    await ui.run('open', [path]);
    await ui.run('reveal', [path]);
    assert.deepEqual(calls, [`open ${path}`, `reveal ${path}`]);
  });

  it('takes of a model its tag with its trigger words, its page, and nothing else', async () => {
    const model = await known('fur');
    await library.write('fur.safetensors.metadata.json', JSON.stringify({ ...JSON.parse(readFileSync(`${model}.metadata.json`, 'utf8')) as object, trigger_words: ['furry', 'soft'] })); // prettier-ignore
    const ui = await opened();
    const card = cellOf(model, { kind: 'model' });
    assert.equal(await dragText(card, ui.feature), '<lora:fur:1>, furry, soft');
    await openUsedModel(ui.feature, { kind: 'lora', name: 'other', path: model, onCivitai: true }, 'insertTag'); // prettier-ignore
    assert.deepEqual(ui.done.inserted, ['<lora:fur:1>, furry, soft']);
    await ui.run('openOnCivitai', [model], { kind: 'model' });
    assert.deepEqual(ui.done.pages, ['/models/7']);
    await assert.rejects(copiedText([card], 'prompt'), /Nothing of it is known/);
    await runOnPictures(ui.feature, ui.gallery, 'trash', [card], LIBRARY);
    assert.ok(existsSync(model));
    await markPictures(ui.feature, [card, cellOf(await picture('1.png'))], { favourite: true });
    assert.equal((JSON.parse(readFileSync(`${model}.metadata.json`, 'utf8')) as { favourite?: boolean }).favourite, undefined); // prettier-ignore
  });

  it('says of a model that is not known where it could be', async () => {
    const { feature } = await opened();
    const unknown = { kind: 'checkpoint' as const, name: 'base', onCivitai: false };
    await assert.rejects(openUsedModel(feature, unknown, 'civitai'), /not known which model of Civitai base is/); // prettier-ignore
    await assert.rejects(openUsedModel(feature, unknown, 'download'), /not known which model of Civitai base is/); // prettier-ignore
    await assert.rejects(openUsedModel(feature, unknown, 'insertTag'), /base is not in the library/);
  });

  it('copies prompts with a line between them, and of a record the infotext that it has', async () => {
    const cells = [cellOf(await picture('1.png')), cellOf(await picture('2.png'))];
    assert.equal((await copiedText(cells, 'prompt')).text, 'a red fox\n\na red fox');
    assert.equal((await copiedText(cells, 'seed')).text, '7\n7');
    await library.write('1.png.metadata.json', '{"infotext": "as it was"}');
    assert.equal((await copiedText(cells.slice(0, 1), 'infotext')).text, 'as it was');
  });

  it('writes marks that were found again, which Undo takes away', async () => {
    const path = await picture('moved/1.png', PLAIN);
    await embedInFile(path, 'a fox\nSteps: 20', {});
    const ui = await opened();
    await keepFoundMarks([{ from: at('1.png'), to: path, favourite: true, rating: 4, tags: ['keep'] }], ui.all.changes); // prettier-ignore
    assert.deepEqual(JSON.parse(readFileSync(`${path}.metadata.json`, 'utf8')), { favourite: true, rating: 4, tags: ['keep'] }); // prettier-ignore
    await ui.all.changes.undo();
    assert.equal(existsSync(`${path}.metadata.json`), false);
  });
});
