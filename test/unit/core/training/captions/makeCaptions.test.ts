import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, it } from 'mocha';
import { makeCaptions } from '../../../../../src/core/training/captions/makeCaptions';
import { runTool, type RunTool } from '../../../../../src/core/processes/runTool';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import { tempFolder } from '../../../support/tempFolder';

const TAGGER = resolve('test/fixtures/training/tagger.mjs');

describe('captions by a program of the user', () => {
  const folder = tempFolder();
  const at = (name: string) => join(folder.path, name);
  const training: TrainingFile = {
    name: 'hero',
    family: 'sd15',
    base_model: 'base.safetensors',
    pictures: 'pictures',
    subsets: [{ folder: 'more', caption_extension: 'caption' }],
  };

  beforeEach(() => {
    for (const name of ['pictures', 'more']) mkdirSync(at(name));
    for (const name of ['pictures/a b.png', 'pictures/old.png', 'pictures/skip.png', 'more/-x.png'])
      writeFileSync(at(name), 'a picture');
    writeFileSync(at('pictures/old.txt'), 'ohwx\n');
    writeFileSync(at('pictures/skip.txt'), 'as it is\n');
    writeFileSync(at('pictures/notes.md'), 'not for the program');
  });

  const make = (tagger: readonly string[], run?: RunTool) =>
    makeCaptions(training, at, tagger, { signal: new AbortController().signal, ...(run && { run }) });

  it('are told with what was there before, and change nothing', async () => {
    const folders: string[] = [];
    const run: RunTool = (program, args, options) => {
      folders.push(args.at(-1) ?? '');
      return runTool(program, args, options);
    };
    assert.deepEqual(await make([process.execPath, TAGGER, '1girl, "smile"'], run), [
      { picture: 'a b.png', path: at('pictures/a b.txt'), before: undefined, after: '1girl, "smile"\n' },
      { picture: 'old.png', path: at('pictures/old.txt'), before: 'ohwx\n', after: 'ohwx, 1girl, "smile"\n' },
    ]);
    assert.deepEqual(readdirSync(at('more')), ['-x.png']);
    assert.equal(readFileSync(at('pictures/old.txt'), 'utf8'), 'ohwx\n');
    // The copies are gone.
    assert.equal(folders.length, 2);
    for (const copy of folders) assert.equal(existsSync(copy), false, basename(copy));
  });

  it('are told once each, also where two pictures or two parts of the training share one', async () => {
    writeFileSync(at('pictures/old.jpg'), 'a picture');
    const twice: TrainingFile = { ...training, subsets: [{ folder: 'pictures' }, { folder: 'pictures/' }] };
    const made = await makeCaptions(twice, at, [process.execPath, TAGGER, 'smile'], {
      signal: new AbortController().signal,
    });
    assert.deepEqual(made.map(({ path }) => path).sort(), [at('pictures/a b.txt'), at('pictures/old.txt')]);
  });

  it('say what the program said where it fails, and what to set where it is not there', async () => {
    await assert.rejects(make([process.execPath, TAGGER, 'fail']), (error: Error & { advice: string }) => {
      assert.match(error.message, /ended with exit code 3\./);
      assert.equal(error.advice, 'It said: first CUDA out of memory');
      return true;
    });
    await assert.rejects(make([at('no-such-program')]), { message: 'no-such-program could not be started.' });
    await assert.rejects(make([]), { code: 'bad_input' });
  });
});
