// The samples of a stand-in: one small picture for each prompt.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { writeSample } from './files.mjs';
import { log, nestedBar, traceback } from './output.mjs';

/** @param {Record<string, any>} settings */
export function createSamples(settings) {
  const { output_dir: output, output_name: name, sample_prompts: file } = settings;
  const { sample_every_n_steps: everySteps, sample_every_n_epochs: everyEpochs } = settings;

  /** @param {number} step @param {string} number of the step or the epoch */
  function draw(step, number) {
    log('train_util.py:6393', '');
    log('train_util.py:6394', `generating sample images at step / サンプル画像生成 ステップ: ${step}`);
    if (file === undefined) {
      traceback('library/train_util.py", line 6395, in sample_images_common', 'TypeError: stat: path should be string, bytes, os.PathLike or integer, not NoneType'); // prettier-ignore
      process.exit(1);
    }
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
      log('train_util.py:6396', `No prompt file / プロンプトファイルがありません: ${file}`, 'ERROR');
      return;
    }
    const prompts = readFileSync(file, 'utf8').split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#')); // prettier-ignore
    for (const [index, prompt] of prompts.entries()) {
      const seed = / --d (\d+)/.exec(prompt)?.[1];
      log('train_util.py:6542', `prompt: ${prompt.split(' --')[0]}`);
      nestedBar(30);
      const time = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
      const rest = [number, String(index).padStart(2, '0'), time, ...(seed === undefined ? [] : [seed])];
      writeSample(path.join(output, 'sample', `${name}_${rest.join('_')}.png`), step, index);
    }
  }

  return {
    atFirst() {
      if (settings.sample_at_first) draw(0, 'e000000');
    },
    /** Samples by epochs turn those by steps off. @param {number} step */
    afterStep(step) {
      if (everyEpochs === undefined && everySteps !== undefined && step % everySteps === 0)
        draw(step, String(step).padStart(6, '0'));
    },
    /** @param {number} epoch @param {number} step */
    afterEpoch(epoch, step) {
      if (everyEpochs !== undefined && epoch % everyEpochs === 0)
        draw(step, `e${String(epoch).padStart(6, '0')}`);
    },
  };
}
