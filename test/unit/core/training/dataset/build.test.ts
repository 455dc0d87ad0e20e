import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { parse } from 'smol-toml';
import type { DatasetPictures } from '../../../../../src/core/media/datasetPictures';
import { buildDataset, type BuildOptions } from '../../../../../src/core/training/dataset/build';
import { planDataset } from '../../../../../src/core/training/dataset/plan';
import { scanPictures } from '../../../../../src/core/training/dataset/scan';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import { tempFolder } from '../../../support/tempFolder';
import { newPictures, picture, TRAINING, writeAll } from './datasetFolder';

describe('buildDataset', () => {
  const folder = tempFolder();
  let pictures: DatasetPictures;
  before(() => (pictures = newPictures()));
  after(() => pictures.close());
  beforeEach(async () => {
    writeAll(folder.path, {
      'pictures/a.png': await picture(1, 300, 200),
      'pictures/a.jpg': await picture(2, 200, 300, 'jpeg'),
      'pictures/a.txt': 'standing\n',
      'pictures/b.gif': await sharp(await picture(3))
        .gif()
        .toBuffer(),
    });
  });

  const path = (...names: string[]) => join(folder.path, ...names);
  const planOf = async (training: Partial<TrainingFile>) => {
    const whole = { ...TRAINING, resolution: 64, ...training };
    return planDataset(whole, await scanPictures(whole, (text) => path(text), { pictures }));
  };
  const build = async (training: Partial<TrainingFile> = {}, options: Partial<BuildOptions> = {}) =>
    buildDataset(await planOf(training), path('job/dataset'), { pictures, ...options });
  const listing = (at: string) => readdirSync(at, { recursive: true, encoding: 'utf8' }).sort();

  it('makes a folder of pictures and captions, and only reads the sources', async () => {
    const before = listing(path('pictures')).map((name) => statSync(path('pictures', name)).mtimeMs);
    const built = await build({ repeats: 5, samples: { prompts: ['ohwx person\n--w 64', 'a cat'] } });
    const dataset = path('job/dataset');
    assert.deepEqual(built, {
      trainDataDir: dataset,
      samplePrompts: join(dataset, 'sample-prompts.txt'),
      digest: built.digest,
      pictures: 3,
      steps: 2000,
    });
    assert.deepEqual(
      listing(dataset).map((name) => name.replaceAll('\\', '/')),
      [
        '5_ohwx person',
        '5_ohwx person/a-2.png', '5_ohwx person/a-2.txt', '5_ohwx person/a.png', '5_ohwx person/a.txt',
        '5_ohwx person/b.png', '5_ohwx person/b.txt', 'sample-prompts.txt',
      ],
    ); // prettier-ignore
    const caption = (name: string) => readFileSync(join(dataset, '5_ohwx person', name), 'utf8');
    assert.deepEqual(['a.txt', 'a-2.txt', 'b.txt'].map(caption), ['ohwx person, standing\n', 'ohwx person, standing\n', 'ohwx person\n']); // prettier-ignore
    assert.equal(readFileSync(built.samplePrompts, 'utf8'), 'ohwx person --w 64\na cat\n');
    for (const name of ['a.png', 'a-2.png', 'b.png']) {
      const { width, height, channels, format } = await sharp(
        join(dataset, '5_ohwx person', name),
      ).metadata();
      assert.deepEqual([width, height, channels, format], [64, 64, 3, 'png']);
    }
    assert.deepEqual(readdirSync(path('job')), ['dataset']);
    assert.deepEqual(
      listing(path('pictures')).map((name) => statSync(path('pictures', name)).mtimeMs),
      before,
    );
  });

  it('writes a file of datasets where masks, alpha masks or regularization are used', async () => {
    writeAll(folder.path, {
      'masked/one.png': await picture(4, 128),
      'masks/one.png': await sharp(await picture(5, 128))
        .toColourspace('b-w')
        .png()
        .toBuffer(),
      'alpha/two.png': await sharp(await picture(6, 128))
        .ensureAlpha(0.5)
        .png()
        .toBuffer(),
    });
    const built = await build(
      {
        pictures: undefined,
        caption_extension: '.cap',
        subsets: [
          { folder: 'pictures', repeats: 2, keep_tokens: 1, shuffle_captions: true },
          { folder: 'masked', masks: 'masks' },
          { folder: 'alpha', alpha_mask: true },
        ],
      },
      { asSeenByTrainer: '/job/dataset' },
    );
    assert.equal(built.trainDataDir, undefined);
    assert.equal(built.datasetConfig, join('/job/dataset', 'dataset.toml'));
    const at = (name: string) => join('/job/dataset', name);
    const config: unknown = JSON.parse(
      JSON.stringify(parse(readFileSync(path('job/dataset/dataset.toml'), 'utf8'))),
    );
    assert.deepEqual(config, {
      datasets: [
        {
          subsets: [
            {
              image_dir: at('10_ohwx person-2'),
              num_repeats: 10,
              caption_extension: '.cap',
              conditioning_data_dir: at('10_ohwx person-2-masks'),
            },
          ],
        },
        {
          subsets: [
            {
              image_dir: at('2_ohwx person'),
              num_repeats: 2,
              caption_extension: '.cap',
              class_tokens: 'ohwx person',
              keep_tokens: 1,
              shuffle_caption: true,
            },
            {
              image_dir: at('10_ohwx person-3'),
              num_repeats: 10,
              caption_extension: '.cap',
              class_tokens: 'ohwx person',
              alpha_mask: true,
            },
          ],
        },
      ],
    });
    const of = (...names: string[]) => sharp(path('job/dataset', ...names)).metadata();
    const mask = await of('10_ohwx person-2-masks', 'one.png');
    assert.deepEqual([mask.width, mask.height, mask.channels], [64, 64, 1]);
    assert.equal((await of('10_ohwx person-2', 'one.png')).channels, 3);
    assert.equal((await of('10_ohwx person-3', 'two.png')).channels, 4);
    assert.ok(existsSync(path('job/dataset/10_ohwx person-3/two.cap')));
  });

  it('marks pictures of regularization', async () => {
    writeAll(folder.path, { 'reg/man.png': await picture(7) });
    await build({ pictures: undefined, subsets: [{ folder: 'pictures' }, { folder: 'reg', regularization: true, class: 'man' }] }); // prettier-ignore
    assert.match(
      readFileSync(path('job/dataset/dataset.toml'), 'utf8'),
      /class_tokens = "man"\nis_reg = true/,
    );
    assert.equal(readFileSync(path('job/dataset/1_man-2/man.txt'), 'utf8'), 'man\n');
  });

  it('keeps the form of pictures for buckets', async () => {
    await build({ fit: 'bucket', resolution: 256 });
    const { width, height } = await sharp(path('job/dataset/10_ohwx person/a-2.png')).metadata();
    assert.deepEqual([width, height], [320, 213]);
  });

  it('leaves nothing when it is cancelled, and nothing but what was there', async () => {
    const stop = new AbortController();
    const building = build({}, {
      signal: stop.signal,
      onProgress: ({ files }) => (files?.done === 1 ? stop.abort(new Error('enough')) : undefined),
    }); // prettier-ignore
    await assert.rejects(building, /enough/);
    assert.deepEqual(readdirSync(path('job')), []);
  });

  it('leaves nothing when a source was changed meanwhile', async () => {
    const plan = await planOf({});
    writeAll(folder.path, { 'pictures/a.png': await picture(9) });
    await assert.rejects(buildDataset(plan, path('job/dataset'), { pictures }), {
      code: 'changed_meanwhile',
    });
    assert.deepEqual(readdirSync(path('job')), []);
  });

  it('builds into an empty folder, and never over anything', async () => {
    mkdirSync(path('job/dataset'), { recursive: true });
    await build();
    const before = listing(path('job/dataset'));
    await assert.rejects(build({ trigger: 'sks' }), { code: 'bad_input', message: /is there already/ });
    assert.deepEqual(listing(path('job/dataset')), before);
    writeFileSync(path('file'), 'mine');
    await assert.rejects(buildDataset(await planOf({}), path('file'), { pictures }), { code: 'bad_input' });
    assert.equal(readFileSync(path('file'), 'utf8'), 'mine');
  });

  it('removes what a killed build left, and nothing that another one is making', async () => {
    const dead = `job/dataset.${'a'.repeat(12)}-2147483646.part`;
    const alive = `job/dataset.${'b'.repeat(12)}-${process.pid}.part`;
    for (const each of [dead, alive, 'job/dataset.part'])
      mkdirSync(path(each, 'inside'), { recursive: true });
    await build();
    assert.deepEqual(readdirSync(path('job')).sort(), ['dataset', alive.slice(4), 'dataset.part'].sort());
  });

  it('does not build nothing', async () => {
    mkdirSync(path('none'));
    await assert.rejects(build({ pictures: 'none' }), { code: 'bad_input' });
    assert.ok(!existsSync(path('job')));
  });
});
