import assert from 'node:assert/strict';
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { readHeader } from '../../../src/core/models/header/read';
import { standInFolder, type StandInRun } from '../support/standIn';
import { tempFolder } from '../support/tempFolder';
import { until } from '../support/until';

const stem = (step: number) => `hero-step${String(step).padStart(8, '0')}`;
const lora = (step: number) => `${stem(step)}.safetensors`;
const LAST = 'hero.safetensors';

describe('the stand-in for sd-scripts', () => {
  const folder = tempFolder();

  const emptied = () => {
    const made = standInFolder(folder.path);
    for (const left of [made.output, made.control]) rmSync(left, { recursive: true, force: true });
    return made;
  };

  /** A training of two pictures, 4 batches an epoch, 8 steps. */
  async function train({ settings, plan = {}, ...run }: StandInRun) {
    const made = emptied();
    const all = { max_train_steps: 8, ...settings };
    const { exit, streams } = await made.start({ plan, ...run, settings: all, merged: true }).ended;
    const samples = namesIn(join(made.output, 'sample')).map((name) => name.replace(/_\d{14}/, ''));
    return { ...told(streams.join('')), exit, outputs: outputsOf(made.output), samples };
  }

  /** The same while a test opens the gate of the trainer and gives commands. */
  function watched({ settings, plan }: StandInRun = {}) {
    const made = emptied();
    const gate = join(folder.path, 'gate');
    const trainTo = (step: number) => writeFileSync(gate, String(step));
    trainTo(0);
    const { ended, log } = made.start({
      settings: { max_train_steps: 8, ...settings },
      plan: { control: made.control, ...plan },
      env: { STANDIN_GATE: gate },
      merged: true,
    });
    return {
      trainTo,
      command: (id: number, action: 'save' | 'stop') => {
        writeFileSync(`${made.control}.new`, JSON.stringify({ id, action }));
        renameSync(`${made.control}.new`, made.control);
      },
      atStep: (step: number) => until(() => log().includes(` ${step}/8 [`)),
      ended: async () => {
        const { exit, streams } = await ended;
        return { ...told(streams.join('')), exit, outputs: outputsOf(made.output) };
      },
    };
  }

  it('a stop that is asked for at the last step ends as a whole training', async () => {
    const { events, outputs, exit } = await train({ plan: { stop_after: 8 } });
    assert.deepEqual(events.slice(-2), ['stopping 8', 'save 8']);
    assert.deepEqual([exit, outputs], [0, [`${stem(8)}-state`, lora(8), LAST].sort()]);
  });

  it('a stop before the first step saves nothing, a save waits for it', async () => {
    const stopped = watched();
    stopped.command(1, 'stop');
    stopped.trainTo(8);
    const nothing = await stopped.ended();
    assert.deepEqual(nothing.events, ['ready', 'stopping 0 1', 'stopped 0']);
    assert.deepEqual([nothing.exit, nothing.outputs], [0, []]);
    const saved = watched();
    saved.command(1, 'save');
    saved.trainTo(8);
    const { events, outputs } = await saved.ended();
    assert.deepEqual(events.slice(0, 4), ['ready', 'step 1', 'save 1 1', 'step 2']);
    assert.deepEqual(outputs, [`${stem(1)}-state`, lora(1), LAST].sort());
  });

  it('a save that is scheduled and asked for is written once, with a state, and stays', async () => {
    const run = watched({ settings: { save_every_n_steps: 2, save_last_n_steps: 2 } });
    run.trainTo(1);
    await run.atStep(1);
    run.command(1, 'save');
    run.trainTo(8);
    const { events, text, outputs } = await run.ended();
    assert.deepEqual(events.filter((event) => !event.startsWith('step')), ['ready', 'save 2 1']);
    assert.equal(text.split('saving checkpoint').length - 1, 5);
    // The one at step 4 went at step 8; without the wish, the one at step 2 would have gone at step 6.
    assert.deepEqual(outputs, [`${stem(2)}-state`, lora(2), lora(6), lora(8), LAST].sort());
  }); // prettier-ignore

  it('a loss of NaN ends it only where the runner is told so', async () => {
    const env = { STANDIN_FAULT: 'nan@3' };
    const never = await train({ env, plan: { stop_on_nan: 0 } });
    assert.ok(!never.events.some((event) => event.startsWith('nan')));
    assert.ok(never.outputs.includes(LAST));
    const unset = await train({ env });
    assert.ok(!unset.events.some((event) => event.startsWith('nan')));
    const second = await train({ env, plan: { stop_on_nan: 2 } });
    assert.equal(second.events.at(-1), 'nan 4');
  });

  it('removes old checkpoints by the reckoning of sd-scripts: steps for steps, checkpoints for epochs', async () => {
    const bySteps = await train({ settings: { save_every_n_steps: 1, save_last_n_steps: 2 } });
    assert.deepEqual(bySteps.outputs, [lora(6), lora(7), lora(8), LAST].sort());
    const byEpochs = await train({
      settings: {
        max_train_epochs: 5,
        ...{ save_every_n_epochs: 1, save_last_n_epochs: 2, save_state: true },
      },
    });
    // Never for the last epoch.
    const epoch = (number: number) => [`hero-00000${number}-state`, `hero-00000${number}.safetensors`];
    assert.deepEqual(byEpochs.outputs, [...epoch(3), ...epoch(4), 'hero-state', LAST].sort());
    assert.match(byEpochs.text, /override steps\. steps for 5 epochs is .*: 20\n/);
  });

  it('draws samples by steps, or by epochs, which turn those by steps off', async () => {
    const prompts = folder.write('prompts.txt', '# none\nohwx girl --d 7\n\nohwx boy\n');
    const settings = { sample_prompts: prompts, sample_every_n_steps: 3 };
    const samples = async (more: Record<string, number | boolean>) =>
      (await train({ settings: { ...settings, ...more } })).samples;
    const shown = (number: string) => [`hero_${number}_00_7.png`, `hero_${number}_01.png`];
    assert.deepEqual(await samples({}), [...shown('000003'), ...shown('000006')]);
    assert.deepEqual(await samples({ sample_every_n_epochs: 2, sample_at_first: true }), [
      ...shown('e000000'),
      ...shown('e000002'),
    ]);
  });

  it('finds pictures of any kind, and puts those of one size in a bucket', async () => {
    const { pictures } = standInFolder(folder.path);
    for (const name of ['3.jpg', '4.WEBP', '5.JpG'])
      await sharp({ create: { width: 64, height: 32, channels: 3, background: 'red' } })
        .toFormat(name.endsWith('WEBP') ? 'webp' : 'jpeg')
        .toFile(join(pictures, name));
    const batches = async (enable_bucket: boolean) =>
      /num batches per epoch .*: (\d+)/.exec(
        (await train({ settings: { train_batch_size: 3, enable_bucket } })).text,
      )?.[1];
    // 4 and 4 pictures with repeats: in two buckets, or in one.
    assert.deepEqual([await batches(true), await batches(false)], ['4', '3']);
  });

  it('trains 1600 steps where it is told nothing', async () => {
    const { start, control } = emptied();
    writeFileSync(control, JSON.stringify({ id: 1, action: 'stop' }));
    const { streams } = await start({ plan: { control }, merged: true }).ended;
    assert.match(streams.join(''), /total optimization steps .*: 1600\n/);
  });

  it('ends well without pictures: the folder is not there, or has none', async () => {
    for (const train_data_dir of [join(folder.path, 'nowhere'), folder.path]) {
      const { exit, text, outputs } = await train({ settings: { train_data_dir } });
      assert.match(text, /0 train images with repeats.*No data found\. Please verify/s);
      assert.deepEqual([exit, outputs], [0, []]);
    }
  });

  it('tells the tags of the captions in the header, and where it is', async () => {
    const made = standInFolder(folder.path);
    writeFileSync(join(made.pictures, '1.txt'), 'ohwx, Red Hat,red hat\nnot this\n');
    await train({ settings: { save_every_n_steps: 6 } });
    const metadata = (name: string) => readHeader(join(made.output, name)).metadata;
    const { ss_tag_frequency: tags, ss_steps: steps, ss_epoch: epoch } = metadata(LAST);
    const words = 'a girl with 赤い帽子';
    const found = { [`2_ohwx ${words}`]: { ohwx: 1, 'red hat': 2, [`ohwx ${words}`]: 1 } };
    assert.deepEqual([JSON.parse(String(tags)), steps, epoch], [found, '8', '2']);
    assert.deepEqual([metadata(lora(6)).ss_steps, metadata(lora(6)).ss_epoch], ['6', '1']);
  });
});

const namesIn = (path: string) => (existsSync(path) ? readdirSync(path).sort() : []);
/** The checkpoints and states in an output folder. */
const outputsOf = (output: string) => namesIn(output).filter((name) => name !== 'sample');

/** What the runner told, and all the words. */
function told(text: string) {
  const lines = [...text.matchAll(/@@event (.*)/g)].map(([, line = '']) => line);
  const events = lines.map((line) => {
    const { event, step, id } = JSON.parse(line) as Record<string, string | number | undefined>;
    return [event, step, id].filter((part) => part !== undefined).join(' ');
  });
  return { text, events };
}
