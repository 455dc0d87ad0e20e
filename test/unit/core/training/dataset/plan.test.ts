import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DatasetPictures } from '../../../../../src/core/media/datasetPictures';
import { datasetCheckOptions } from '../../../../../src/core/training/dataset/checkDataset';
import { planDataset, processesOf, type PlanOptions } from '../../../../../src/core/training/dataset/plan';
import { scanPictures } from '../../../../../src/core/training/dataset/scan';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import { tempFolder } from '../../../support/tempFolder';
import { newPictures, picture, TRAINING, writeAll } from './datasetFolder';

describe('planDataset', () => {
  const folder = tempFolder();
  let pictures: DatasetPictures;
  before(() => (pictures = newPictures()));
  after(() => pictures.close());
  beforeEach(async () => {
    writeAll(folder.path, {
      'pictures/wide.png': await picture(1, 300, 200),
      'pictures/tall.png': await picture(2, 200, 300),
      'pictures/tall2.png': await picture(3, 400, 600),
      'pictures/square.png': await picture(4, 256),
      'pictures/square.txt': 'ohwx person',
      'pictures/bad.png': 'text',
      'reg/a.png': await picture(5, 256),
      'reg/b.png': await picture(6, 300, 200),
    });
  });

  const plan = async (training: Partial<TrainingFile> = {}, options?: PlanOptions) => {
    const whole = { ...TRAINING, resolution: 256, ...training };
    const scan = await scanPictures(whole, (text) => join(folder.path, text), { pictures });
    return planDataset(whole, scan, options);
  };
  const finding = (planned: Awaited<ReturnType<typeof plan>>, code: string) =>
    planned.findings.find((each) => each.code === code);

  it('has one bucket of all pictures that can be read, and the folder’s name', async () => {
    const planned = await plan({ repeats: 7, steps: 100, batch_size: 2 });
    assert.deepEqual(planned.buckets, [{ size: [256, 256], pictures: 4, shown: 28, mostLost: 0 }]);
    assert.deepEqual(
      planned.subsets.map((subset) => subset.folder),
      ['7_ohwx person'],
    );
    assert.equal(planned.byFolders, true);
    assert.deepEqual(planned.length, {
      steps: 100, stepsPerEpoch: 14, epochs: 8, shownPerEpoch: 28, shown: 200, exact: true,
    }); // prettier-ignore
    assert.match(finding(planned, 'steps')!.message, /^100 steps: 8 epochs of 14 steps; 200 pictures/);
  });

  it('counts batches for each bucket, since none mixes them', async () => {
    const planned = await plan({ fit: 'bucket', repeats: 3, epochs: 4, batch_size: 4 });
    const sizes = planned.buckets.map(({ size, pictures: count }) => [...size, count]);
    assert.deepEqual(sizes, [[192, 320, 2], [256, 256, 1], [320, 192, 1]]); // prettier-ignore
    // Six, three and three pictures in batches of four.
    assert.deepEqual([planned.length.stepsPerEpoch, planned.length.steps], [4, 16]);
    assert.match(
      finding(planned, 'buckets')!.message,
      /192 × 320 with 2 pictures \(6 with repeats\), losing up to 10 %/,
    );
  });

  it('divides epochs among processes, and says what it does not know', async () => {
    assert.equal((await plan({ epochs: 4, repeats: 3 }, { processes: 2 })).length.steps, 24);
    const unknown = await plan({ epochs: 4, repeats: 3 }, { processes: undefined });
    assert.equal(unknown.length.exact, false);
    assert.match(finding(unknown, 'steps')!.message, /^4 epochs\. How many steps .* launch prefix/);
    const fixed = await plan(
      { steps: 100 },
      datasetCheckOptions({ minimumPictures: 1, launchPrefix: ['srun'] }),
    );
    assert.match(finding(fixed, 'steps')!.message, /^100 steps\. How many epochs .* launch prefix/);
    const known = await plan({ epochs: 4 }, datasetCheckOptions({ minimumPictures: 1, launchPrefix: [] }));
    assert.equal(known.length.exact, true);
    const two = await plan({ steps: 100, launcher: { gpu: '0,1' } });
    assert.equal(finding(two, 'steps_of_processes')?.level, 'warning');
    assert.equal(processesOf({ ...TRAINING, launcher: { processes: 3, gpu: '0,1' } }), 3);
  });

  it('leaves out what is kept for validation', async () => {
    const planned = await plan({
      epochs: 1,
      repeats: 1,
      extra: { validation_split: 0.5, validation_seed: 1 },
    });
    assert.deepEqual([planned.length.steps, planned.length.exact], [2, true]);
    assert.equal((await plan({ fit: 'bucket', extra: { validation_split: 0.5 } })).length.exact, false);
  });

  it('shows as many pictures of regularization as of the training', async () => {
    const planned = await plan({
      pictures: undefined,
      epochs: 1,
      subsets: [
        { folder: 'pictures', repeats: 2 },
        { folder: 'reg', regularization: true },
      ],
    });
    assert.equal(planned.byFolders, false);
    assert.equal(planned.length.shownPerEpoch, 16);
    assert.deepEqual(
      planned.buckets.map(({ shown }) => shown),
      [16],
    );
    assert.deepEqual(
      planned.subsets[1]!.pictures.map(({ caption }) => caption),
      ['person', 'person'],
    );
  });

  it('takes the options of [extra] before the fields', async () => {
    const planned = await plan({
      extra: { resolution: '128,192', train_batch_size: 3, max_train_epochs: 2 },
      repeats: 3,
    });
    assert.deepEqual(planned.buckets[0]!.size, [128, 192]);
    assert.equal(planned.length.steps, 8);
  });

  it('has another digest when what is made is another, and the same elsewhere', async () => {
    const { digest } = await plan();
    assert.equal((await plan()).digest, digest);
    assert.equal((await plan({ steps: 7, dim: 4 })).digest, digest);
    const others = [
      await plan({ background: '#fff' }),
      await plan({ repeats: 3 }),
      await plan({ fit: 'crop' }),
      await plan({ resolution: 128 }),
      await plan({ trigger: 'sks' }),
    ];
    writeAll(folder.path, { 'pictures/square.txt': 'ohwx person, smiling' });
    others.push(await plan());
    writeAll(folder.path, { 'pictures/wide.png': await picture(9, 300, 200) });
    others.push(await plan());
    assert.equal(new Set([digest, ...others.map((each) => each.digest)]).size, 8);
  });

  it('needs a file of datasets for words that are no name of a folder, and for settings of a subset', async () => {
    assert.equal((await plan({ trigger: 'a/b' })).byFolders, false);
    assert.equal((await plan({ class: 'person.' })).byFolders, false);
    const subsets = [{ folder: 'pictures' }, { folder: 'reg', repeats: 2 }];
    assert.equal((await plan({ pictures: undefined, subsets })).byFolders, true);
    assert.equal(
      (await plan({ pictures: undefined, subsets: [{ folder: 'pictures', flip: true }] })).byFolders,
      false,
    );
  });

  it('gives pictures of one folder names of their own on every system', async () => {
    writeAll(folder.path, {
      'pictures/Wide.jpg': await picture(7, 300, 200, 'jpeg'),
      'pictures/con.png': await picture(8),
    });
    const { subsets } = await plan();
    const stems = subsets[0]!.pictures.map(({ stem }) => stem);
    assert.equal(new Set(stems.map((stem) => stem.toLowerCase())).size, 6);
    assert.ok(!stems.includes('con'));
    const merged = await plan({
      pictures: undefined,
      subsets: [{ folder: 'pictures' }, { folder: 'pictures' }],
    });
    const both = merged.subsets.flatMap((subset) => subset.pictures.map(({ stem }) => stem.toLowerCase()));
    assert.equal(new Set(both).size, 12);
  });

  it('names the pictures of which much is cut off', async () => {
    writeAll(folder.path, { 'pictures/long.png': await picture(7, 600, 256) });
    const planned = await plan({ fit: 'crop' });
    const cropped = planned.findings.filter(({ code }) => code === 'cropped').map(({ file }) => file);
    assert.ok(cropped.includes('pictures/long.png') && !cropped.includes('pictures/square.png'));
  });
});
