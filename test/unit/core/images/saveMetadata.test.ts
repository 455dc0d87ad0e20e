import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { METADATA_FORMATS, type MetadataFormat } from '../../../../src/core/images/metadataFormat';
import { saveImageMetadata, type ImageMetadata } from '../../../../src/core/images/saveMetadata';
import { restoreRun } from '../../../../src/core/undo/restoreRun';
import { UndoRecorder } from '../../../../src/core/undo/undoRecorder';
import { UndoRuns } from '../../../../src/core/undo/undoRuns';
import { JPEG, png } from '../../../civitai/pictures';
import { tempFolder } from '../../support/tempFolder';
import { textsOf } from '../media/embed/containers';

const INFOTEXT = 'a cat\nSteps: 20, Sampler: Euler a';
const METADATA: ImageMetadata = { json: { id: 12, seed: '123' }, infotext: INFOTEXT };
const PNG = png(7, 5, [1, 2, 3]);

describe('saveImageMetadata', () => {
  const folder = tempFolder();
  const textOf = (name: string) => readFileSync(join(folder.path, name), 'utf8');

  for (const [format, name, content] of [
    ['json', '12.png.metadata.json', '{\n  "id": 12,\n  "seed": "123"\n}\n'],
    ['txt', '12.txt', `${INFOTEXT}\n`],
  ] as const)
    it(`as ${format} is ${name}`, async () => {
      const picture = folder.write('12.png', PNG);
      assert.deepEqual(await saveImageMetadata(picture, METADATA, format), { path: join(folder.path, name) });
      assert.equal(textOf(name), content);
      assert.ok(readFileSync(picture).equals(PNG));
    });

  it('as exif stands in the picture itself', async () => {
    const picture = folder.write('12.png', PNG);
    assert.deepEqual(await saveImageMetadata(picture, METADATA, 'exif'), { path: picture });
    assert.deepEqual(textsOf(readFileSync(picture)), [INFOTEXT]);
    assert.deepEqual(readdirSync(folder.path), ['12.png']);
  });

  it('as txt leaves the prompt file of a creator’s picture', async () => {
    const picture = folder.write('12.png', PNG);
    folder.write('12.txt', '{"prompt": "a cat"}');
    const { path } = await saveImageMetadata(picture, METADATA, 'txt', { ofCreator: true });
    assert.equal(basename(path), '12.infotext.txt');
    assert.equal(textOf('12.txt'), '{"prompt": "a cat"}');
  });

  it('as exif goes beside a picture that cannot hold it, and says why', async () => {
    const picture = folder.write('12.jpg', JPEG);
    const infotext = `${'x'.repeat(40_000)}\nSteps: 20, Sampler: Euler a`;
    const { path, doesNotFit } = await saveImageMetadata(picture, { json: {}, infotext }, 'exif');
    assert.deepEqual(
      [basename(path), doesNotFit?.reason, doesNotFit?.limit],
      ['12.infotext.txt', 'length', 32_737],
    );
    assert.equal(textOf('12.infotext.txt'), `${infotext}\n`);
    assert.ok(readFileSync(picture).equals(JPEG));
  });

  it('as json keeps other keys, and the way that they are written', async () => {
    const picture = folder.write('12.png', PNG);
    folder.write('12.png.metadata.json', '\ufeff{"mine": 1.0, "id": 5}');
    await saveImageMetadata(picture, METADATA, 'json');
    assert.equal(textOf('12.png.metadata.json'), '\ufeff{"mine": 1.0, "id": 12, "seed": "123"}');
    folder.write('12.png.metadata.json', 'mine');
    await assert.rejects(saveImageMetadata(picture, METADATA, 'json'), { code: 'not_json' });
    assert.equal(textOf('12.png.metadata.json'), 'mine');
  });

  for (const format of ['txt', 'exif'] as const)
    it(`as ${format} says that nothing is known`, async () => {
      const picture = folder.write('12.png', PNG);
      await assert.rejects(saveImageMetadata(picture, { json: { id: 1 } }, format), { code: 'missing' });
      assert.deepEqual(readdirSync(folder.path), ['12.png']);
    });

  for (const format of METADATA_FORMATS)
    it(`as ${format} can be undone`, async () => {
      const picture = folder.write('12.png', PNG);
      const runs = new UndoRuns(join(folder.path, 'undo'));
      const save = async (as: MetadataFormat, metadata: ImageMetadata) => {
        const undo = new UndoRecorder(runs, { area: 'models', command: 'embed' }, () => new Date(0));
        return saveImageMetadata(picture, metadata, as, { undo });
      };
      const undoLast = async () => {
        const run = await runs.find('models', undefined);
        assert.ok(run);
        assert.deepEqual((await restoreRun(runs, run, { dryRun: false })).failed, []);
      };
      const { path } = await save(format, METADATA);
      const first = readFileSync(path);
      await save(format, { json: { id: 13 }, infotext: `b${INFOTEXT}` });
      assert.ok(!readFileSync(path).equals(first));
      await undoLast();
      assert.ok(readFileSync(path).equals(first));
      await undoLast();
      if (format === 'exif') assert.ok(readFileSync(path).equals(PNG));
      else assert.ok(!existsSync(path));
    });
});
