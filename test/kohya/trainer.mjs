// A stand-in for the trainers of sd-scripts: it says, writes and counts what they do, and learns nothing.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { batchesOf, datasetFacts, datasetsOf, shownOf } from './dataset.mjs';
import { bar, log, say, traceback } from './output.mjs';
import { createRunner } from './runner.mjs';
import { createSamples } from './samples.mjs';
import { createSaves } from './saves.mjs';
import { fault, gate, processes, readSettings, stepMs, workers } from './settings.mjs';

const { settings, plan: runnerPlan } = readSettings(process.argv.slice(2));
const runner = createRunner(runnerPlan);
const accumulation = settings.gradient_accumulation_steps ?? 1;

say('This is a stand-in for sd-scripts: it trains nothing.');
runner.start();
const datasets = announceDatasets();
for (let each = 0; each < workers; each++)
  spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], {
    stdio: 'ignore',
  });
await train();

function announceDatasets() {
  log('train_network.py:530', 'Using DreamBooth method.');
  log('train_util.py:2112', 'prepare images.');
  const found = fault.kind === 'no_data' ? [] : datasetsOf(settings);
  for (const { folder, pictures } of found.flat())
    log('train_util.py:2059', `found directory ${folder} contains ${pictures.length} image files`);
  const shown = shownOf(found.flat());
  log('train_util.py:2158', `${shown} train images with repeats.`);
  log('train_util.py:2162', '0 reg images with repeats.');
  log('train_util.py:2167', 'no regularization images / 正則化画像が見つかりませんでした', 'WARNING');
  if (shown === 0) {
    log('train_network.py:577', 'No data found. Please verify arguments (train_data_dir must be the parent of folders with images) / 画像がありません。引数指定を確認してください', 'ERROR'); // prettier-ignore
    process.exit(0);
  }
  return found;
}

async function train() {
  const batches = await batchesOf(datasets, settings);
  const perEpoch = Math.ceil(batches / accumulation);
  const planned = settings.max_train_epochs === undefined ? settings.max_train_steps : settings.max_train_epochs * perEpoch; // prettier-ignore
  const epochs = Math.ceil(planned / perEpoch);
  announceRun(batches, epochs, planned);
  const samples = createSamples(settings);
  const saves = createSaves(settings, { ...factsOf(planned, epochs), ...datasetFacts(datasets) }, runner);
  samples.atFirst();

  // A trainer that goes on counts from 0 again: where it begins tells the epoch, and skips steps only where it is asked to.
  const begin = settings.resume === undefined ? 0 : (settings.initial_step ?? 0);
  const first = Math.floor(begin / perEpoch);
  let step = settings.skip_until_initial_step ? begin - first * perEpoch : 0;
  const total = Math.min(planned, runner.steps ?? planned);
  const barTotal = total - step;
  const started = Date.now();
  /** @type {string | undefined} */
  let loss;
  const draw = (/** @type {number} */ at) => bar(at, barTotal, (Date.now() - started) / 1000, loss);
  const skipped = step;
  draw(0);
  for (let epoch = first + 1; epoch <= epochs; epoch++) {
    say(`\nepoch ${epoch}/${epochs}\n`);
    for (let at = epoch === first + 1 ? skipped : 0; at < perEpoch; at++) {
      if (runner.isStopped(step)) return;
      await turn(step + 1);
      if (runner.isStoppedFirst()) return;
      failAt(step + 1);
      step++;
      // It is drawn twice: first with the loss of the step before.
      draw(step - skipped);
      const isNan = fault.kind === 'nan' && step >= fault.step;
      const exact = isNan ? NaN : Number((0.1 + 0.5 / (step + 4)).toPrecision(3));
      if (runner.afterStep(step, exact, learningRate(settings, step, total))) return;
      samples.afterStep(step);
      saves.afterStep(step, epoch);
      loss = isNan ? 'nan' : String(exact);
      draw(step - skipped);
      if (step >= total) break;
    }
    saves.afterEpoch(epoch, epochs, step);
    if (step < total && runner.isStopped(step)) return;
    samples.afterEpoch(epoch, step);
  }
  saves.atEnd(step, epochs);
  draw(step - skipped);
  say('');
}

/** @param {number} batches @param {number} epochs @param {number} planned */
function announceRun(batches, epochs, planned) {
  say('accelerator device: cpu');
  for (let rank = 0; rank < processes; rank++) say(`loading model for process ${rank}/${processes}`);
  say(`load StableDiffusion checkpoint: ${settings.pretrained_model_name_or_path}`);
  say('import network module: networks.lora');
  const modules = fault.kind === 'no_modules' ? 0 : 192;
  if (!settings.network_train_unet_only) log('lora.py:1010', 'create LoRA for Text Encoder: 72 modules.');
  log('lora.py:1043', `create LoRA for U-Net: ${modules} modules.`);
  say('prepare optimizer, data loader etc.');
  log('train_util.py:5113', 'use AdamW optimizer | {}');
  if (modules === 0 && settings.network_train_unet_only) {
    traceback('library/train_util.py", line 5114, in get_optimizer', 'ValueError: optimizer got an empty parameter list'); // prettier-ignore
    process.exit(1);
  }
  if (settings.max_train_epochs !== undefined)
    say(`override steps. steps for ${epochs} epochs is / 指定エポックまでのステップ数: ${planned}`);
  if (settings.resume !== undefined)
    log('train_util.py:4777', `resume training from local state: ${settings.resume}`);
  say('running training / 学習開始');
  say(`  num batches per epoch / 1epochのバッチ数: ${batches}`);
  say(`  num epochs / epoch数: ${epochs}`);
  say(`  batch size per device / バッチサイズ: ${settings.train_batch_size ?? 1}`);
  say(`  gradient accumulation steps / 勾配を合計するステップ数 = ${accumulation}`);
  say(`  total optimization steps / 学習ステップ数: ${planned}`);
}

/** What the header of each LoRA says. @param {number} planned @param {number} epochs */
function factsOf(planned, epochs) {
  return {
    ss_output_name: settings.output_name,
    ss_num_epochs: epochs,
    ss_max_train_steps: planned,
    ss_base_model_version: 'sd_v1',
    ss_network_module: settings.network_module,
    ss_network_dim: settings.network_dim,
    ss_network_alpha: settings.network_alpha,
    ss_training_comment: 'made by a stand-in for sd-scripts',
    'modelspec.architecture': 'stable-diffusion-v1/lora',
  };
}

/** A step takes its time, and waits for the gate of a test. @param {number} step */
async function turn(step) {
  await delay(stepMs);
  if (gate === undefined) return;
  while (!(existsSync(gate) && Number(readFileSync(gate, 'utf8')) >= step)) {
    // The test is over: the gate will never open.
    if (!existsSync(path.dirname(gate))) process.exit(1);
    await delay(5);
  }
}

/** @param {number} step */
function failAt(step) {
  if (step !== fault.step) return undefined;
  switch (fault.kind) {
    case 'oom':
      traceback('library/attention.py", line 12, in forward', 'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 8.00 GiB.'); // prettier-ignore
      return process.exit(1);
    case 'crash':
      traceback('library/train_util.py", line 3, in load', 'RuntimeError: something unknown happened');
      return process.exit(1);
    case 'killed':
      return process.kill(process.pid, 'SIGKILL');
    default:
      return undefined;
  }
}

/**
 * The learning rate of a step, as the trainer's schedulers have it: constant, or along a cosine to 0.
 * @param {Record<string, any>} settings
 * @param {number} step
 * @param {number} total
 */
function learningRate(settings, step, total) {
  const rate = settings.unet_lr ?? settings.learning_rate ?? 1e-6;
  return settings.lr_scheduler === 'cosine'
    ? (rate / 2) * (1 + Math.cos((Math.PI * (step - 1)) / total))
    : rate;
}
