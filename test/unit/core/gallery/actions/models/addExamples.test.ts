import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import {
  addExamples,
  type ExampleFile,
  type ExampleModel,
} from '../../../../../../src/core/gallery/actions/models/addExamples';
import { examplesOf } from '../../../../../../src/core/gallery/actions/models/examplesOf';
import { planTrash, trash } from '../../../../../../src/core/gallery/actions/trash';
import { PathTemplate } from '../../../../../../src/core/images/pathTemplate';
import { embedText } from '../../../../../../src/core/media/embed/embedText';
import { JPEG, png } from '../../../../../civitai/pictures';
import { tempFolder } from '../../../../support/tempFolder';
import { filesIn, undoing } from '../undoing';

interface Example {
  readonly id: number;
  readonly username: string;
  readonly favourite: boolean;
  readonly model: object;
  readonly generation: { readonly prompt: string; readonly seed: string };
  readonly infotext: string;
}

const PNG = png(7, 5, [1, 2, 3]);
const MODEL = { path: '/models/fur.safetensors', modelId: 7, modelName: 'Fur', versionId: 70 };

describe('example images of a model', () => {
  const folder = tempFolder();
  const { recorder, undo } = undoing(folder);
  afterEach(() => rmSync(`${folder.path}.undo`, { recursive: true, force: true }));
  const at = (...names: readonly string[]) => join(folder.path, ...names);
  const names = (below: string) => Object.keys(filesIn(at(below)));
  const record = (path: string) => JSON.parse(readFileSync(at(`${path}.metadata.json`), 'utf8')) as Example; // prettier-ignore
  beforeEach(() => {
    mkdirSync(at('images'));
    mkdirSync(at('desk'));
    mkdirSync(at('models'));
  });

  async function add(
    files: readonly ExampleFile[],
    model: ExampleModel = MODEL,
    template = '{model_id}/{version_id}/{id}',
  ) {
    const deps = { folder: at('images'), template: new PathTemplate(template), undo: recorder('examples') };
    const done = await addExamples(files.map((file) => (typeof file === 'string' ? at('desk', file) : file)), model, deps); // prettier-ignore
    return done.map((each) => [each.state, each.state === 'failed' ? each.problem.code : each.to.slice(folder.path.length + 1).replaceAll('\\', '/')]); // prettier-ignore
  }

  it('can be given by what is in them, under the last part of a name that is not trusted', async () => {
    const larger = Buffer.concat([Buffer.from('before'), PNG]);
    assert.deepEqual(
      await add([
        { name: '../../C:\\up\\CON.png', bytes: larger.subarray('before'.length) },
        { name: '..', bytes: png(3, 3, [9, 9, 9]) },
        { name: 'lies.png', bytes: JPEG },
        { name: 'again.png', bytes: PNG },
        { name: 'page.png', bytes: Buffer.from('<!DOCTYPE html>') },
      ]),
      [
        ['added', 'images/7/70/image.png'],
        ['added', 'images/7/70/image (2).png'],
        ['added', 'images/7/70/lies.jpeg'],
        ['there', 'images/7/70/image.png'],
        ['failed', 'bad_input'],
      ],
    );
    assert.deepEqual(readFileSync(at('images/7/70/image.png')), PNG);
    assert.deepEqual(record('images/7/70/lies.jpeg').model, { modelId: 7, modelName: 'Fur', versionId: 70 });
    await undo();
    assert.deepEqual(names('images'), []);
  });

  it('are copies in the folder of images, with records of the model, and go by one undo', async () => {
    const made = embedText(PNG, 'a cat\nSteps: 20, Sampler: Euler a, Seed: 5');
    assert.ok(made.kind === 'embedded');
    folder.write('desk/a.png', made.picture);
    folder.write('desk/b.jpg', JPEG);
    folder.write('desk/b.jpg.metadata.json', '{"id": 99, "username": "me", "favourite": true, "model": {"modelId": 1, "baseModel": "SDXL"}}'); // prettier-ignore
    folder.write('desk/lies.png', 'GIF89a\x01\0\x01\0');
    folder.write('desk/page.png', '<!DOCTYPE html>');
    const before = filesIn(folder.path);
    assert.deepEqual(await add(['a.png', 'b.jpg', 'lies.png', 'page.png', 'gone.png']), [
      ['added', 'images/7/70/a.png'],
      ['added', 'images/7/70/99.jpg'],
      ['added', 'images/7/70/lies.gif'],
      ['failed', 'bad_input'],
      ['failed', 'missing'],
    ]);
    assert.deepEqual(readFileSync(at('images/7/70/a.png')), made.picture);
    const { model, generation, infotext } = record('images/7/70/a.png');
    assert.deepEqual(model, { modelId: 7, modelName: 'Fur', versionId: 70 });
    assert.deepEqual([generation.prompt, generation.seed], ['a cat', '5']);
    assert.match(infotext, /^a cat\nSteps: 20/);
    const known = record('images/7/70/99.jpg');
    assert.deepEqual([known.id, known.username, known.favourite], [99, 'me', true]);
    assert.deepEqual(known.model, { modelId: 7, modelName: 'Fur', versionId: 70 });
    await undo();
    assert.deepEqual(filesIn(folder.path), before);
  });

  it('are not copied twice, and never over another picture', async () => {
    folder.write('desk/a.png', PNG);
    await add(['a.png']);
    assert.deepEqual(await add(['a.png', 'a.png']), [['there', 'images/7/70/a.png'], ['there', 'images/7/70/a.png']]); // prettier-ignore
    folder.write('desk/a.png', png(9, 9, [3, 2, 1]));
    assert.deepEqual(await add(['a.png']), [['added', 'images/7/70/a (2).png']]);
    assert.deepEqual(readFileSync(at('images/7/70/a.png')), PNG);
  });

  it('take no record over that another picture left behind', async () => {
    folder.write('desk/a.png', PNG);
    mkdirSync(at('images/7/70'), { recursive: true });
    folder.write('images/7/70/a.png.metadata.json', '{"id": 3, "rating": 5}');
    assert.deepEqual(await add(['a.png']), [['added', 'images/7/70/a (2).png']]);
    assert.deepEqual(record('images/7/70/a (2).png').model, { modelId: 7, modelName: 'Fur', versionId: 70 });
  });

  it('lie beside a model of which too little is known for the path', async () => {
    folder.write('desk/a.png', PNG);
    const unknown = { path: at('models', 'my.lora.safetensors') };
    assert.deepEqual(await add(['a.png'], unknown), [['added', 'models/my.lora/a.png']]);
    assert.deepEqual(await add(['a.png'], unknown, '{creator}/{id}'), [['added', 'images/unknown/a.png']]);
  });

  it('are found by their records to be deleted, with what belongs to them', async () => {
    folder.write('desk/a.png', PNG);
    folder.write('desk/b.jpg', JPEG);
    await add(['a.png']);
    await add(['b.jpg'], { ...MODEL, versionId: 71 });
    folder.write('images/other.png', PNG);
    folder.write('images/other.png.metadata.json', '{"model": {"modelId": 8, "versionId": 70}}');
    const all = names('images').filter((name) => !name.endsWith('.json')).map((name) => at('images', name)); // prettier-ignore
    const found = async (versionId?: number) =>
      (await examplesOf(all, { modelId: 7, versionId })).map((path) => basename(path)).sort();
    assert.deepEqual([await found(), await found(71), await found(99)], [['a.png', 'b.jpg'], ['b.jpg'], []]);
    const plan = await planTrash(await examplesOf(all, { modelId: 7 }));
    assert.equal(plan.files, 4);
    await trash(plan, recorder('trash'));
    assert.deepEqual(names('images'), ['other.png', 'other.png.metadata.json']);
  });
});
