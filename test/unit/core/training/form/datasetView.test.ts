import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { DatasetPictures } from '../../../../../src/core/media/datasetPictures';
import type { Inspected } from '../../../../../src/core/media/pictureFacts';
import { checkDataset } from '../../../../../src/core/training/dataset/checkDataset';
import {
  datasetPictures,
  replan,
  unknownCut,
  type DatasetPicture,
} from '../../../../../src/core/training/form/datasetView';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import { tempFolder } from '../../../support/tempFolder';

const OPTIONS = { minimumPictures: 0, processes: 1 };

describe('the pictures of a training, as a form shows them', () => {
  const folder = tempFolder();
  const toPath = (text: string) => join(folder.path, text);
  const sizes: Record<string, readonly [number, number]> = {};
  const pictures = {
    threads: 1,
    inspect: (path: string): Promise<Inspected> => {
      const [width, height] = sizes[path.slice(folder.path.length + 5)] ?? [0, 0];
      if (width === 0) return Promise.resolve({ ok: false, fault: 'damaged', detail: 'cut' });
      const facts = { format: 'png', width, height, digest: path, orientation: 1, transparent: false, bits: 8, space: 'srgb', frames: 1, look: new Uint8Array() } as const; // prettier-ignore
      return Promise.resolve({ ok: true, facts });
    },
  } as unknown as DatasetPictures;

  const training = (more: Partial<TrainingFile> = {}): TrainingFile => ({
    name: 'cat',
    family: 'sd15',
    base_model: 'b.safetensors',
    pictures: 'cat',
    resolution: 512,
    fit: 'bucket',
    epochs: 1,
    ...more,
  });

  function write(files: Record<string, readonly [number, number] | string>): void {
    mkdirSync(join(folder.path, 'cat'), { recursive: true });
    for (const [name, what] of Object.entries(files)) {
      writeFileSync(join(folder.path, 'cat', name), typeof what === 'string' ? what : 'x');
      if (typeof what !== 'string') sizes[name] = what;
    }
  }

  async function shown(more: Partial<TrainingFile> = {}) {
    const file = training(more);
    const { scan } = await checkDataset(file, toPath, { pictures, signal: new AbortController().signal, ...OPTIONS }); // prettier-ignore
    return { scan, pictures: datasetPictures(file, scan) };
  }
  const of = (all: readonly DatasetPicture[], name: string) => all.find((each) => each.name === name);

  it('have the bucket, the scale and the part that is kept', async () => {
    write({ 'wide.png': [1000, 1500], 'square.png': [512, 512], 'bad.png': [0, 0] });
    const { pictures: all } = await shown();
    const { bucket, kept, scale } = of(all, 'wide.png') ?? {};
    // As sd-scripts does it: scaled to 427 × 640, of which the bucket keeps 384.
    assert.deepEqual(bucket, [384, 640]);
    assert.equal(scale, 0.427);
    assert.deepEqual([kept?.top, kept?.height, kept?.width], [0, 1, 384 / 427]);
    assert.equal(of(all, 'square.png')?.kept, undefined);
    assert.equal(of(all, 'square.png')?.scale, 1);
    const bad = of(all, 'bad.png');
    assert.deepEqual([bad?.size, bad?.bucket, bad?.findings.some(({ level }) => level === 'error')], [undefined, undefined, true]); // prettier-ignore
  });

  it('have the scale of each fit, and no part that is only known later', async () => {
    write({ 'wide.png': [1500, 1000] });
    const facts = async (more: Partial<TrainingFile>) => {
      const wide = of((await shown(more)).pictures, 'wide.png');
      return [wide?.scale, wide?.kept !== undefined, unknownCut(training(more))];
    };
    const random = { random_crop: true };
    assert.deepEqual(await facts({ fit: 'square' }), [512 / 1500, false, undefined]);
    assert.deepEqual(await facts({ fit: 'crop' }), [512 / 1000, false, 'built']);
    assert.deepEqual(await facts({ fit: 'bucket' }), [0.427, true, undefined]);
    assert.deepEqual(await facts({ fit: 'bucket', extra: random }), [0.427, false, 'random']);
    assert.deepEqual(await facts({ fit: 'square', extra: random }), [512 / 1500, false, undefined]);
  });

  it('say what they are trained with, where that is not their caption', async () => {
    write({
      '1.png': [512, 512],
      '1.txt': 'a cat',
      '2.png': [512, 512],
      '2.txt': 'OHWX, a cat\n',
      '3.png': [512, 512],
    });
    const trigger = { trigger: 'ohwx', class: 'cat' };
    const told = (all: readonly DatasetPicture[]) =>
      all.map(({ trainedAs, lacksTrigger }) => [trainedAs, lacksTrigger]);
    assert.deepEqual(told((await shown({ ...trigger, captions: 'mend' })).pictures), [
      ['ohwx cat, a cat', true],
      [undefined, false],
      ['ohwx cat', true],
    ]);
    assert.deepEqual(told((await shown({ ...trigger, captions: 'keep' })).pictures).slice(0, 2), [[undefined, true], [undefined, false]]); // prettier-ignore
    assert.deepEqual(told((await shown({})).pictures).slice(0, 2), [[undefined, false], [undefined, false]]); // prettier-ignore
  });

  it('have the trigger of their own folder, else that of the training', async () => {
    for (const [name, text] of [
      ['one', 'MIA, a girl'],
      ['two', 'ohwx, a girl'],
      ['three', 'a girl'],
    ] as const) {
      mkdirSync(join(folder.path, name), { recursive: true });
      writeFileSync(join(folder.path, name, `${name}.png`), 'x');
      writeFileSync(join(folder.path, name, `${name}.txt`), text);
    }
    const { pictures: all } = await shown({
      pictures: undefined,
      trigger: 'ohwx',
      class: 'girl',
      subsets: [
        { folder: 'one', trigger: 'mia' },
        { folder: 'two', trigger: 'mia', captions: 'keep' },
        { folder: 'three' },
      ],
    });
    assert.deepEqual(
      all.map(({ trainedAs, lacksTrigger }) => [trainedAs, lacksTrigger]),
      [
        [undefined, false],
        [undefined, true],
        ['ohwx girl, a girl', true],
      ],
    );
  });

  it('can be typed anew where their caption is empty or begins with a blank line', async () => {
    write({ '1.png': [512, 512], '1.txt': '', '2.png': [512, 512], '2.txt': '\nnotes', '3.png': [512, 512], '3.txt': 'a\uFFFD' }); // prettier-ignore
    writeFileSync(join(folder.path, 'cat/3.txt'), Buffer.from([0xff, 0xfe, 0xff]));
    const { pictures: all } = await shown();
    assert.deepEqual(all.map(({ isCaptionReadable }) => isCaptionReadable), [true, true, false]); // prettier-ignore
  });

  it('are planned again without reading them, unless the folders are others', async () => {
    write({ '1.png': [512, 512], '2.png': [512, 512] });
    const { scan } = await shown();
    assert.equal(replan(training({ repeats: 3 }), scan, toPath, OPTIONS)?.length.steps, 6);
    assert.equal(replan(training({ pictures: 'dog' }), scan, toPath, OPTIONS), undefined);
    assert.equal(replan(training({ caption_extension: '.caption' }), scan, toPath, OPTIONS), undefined);
  });
});
