// A stand-in for the trainers of sd-scripts: it says, writes and counts what they do, and learns nothing.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { createControl, tell } from './control.mjs';
import { batchesOf, subsetsOf } from './dataset.mjs';
import { writeLora, writeSample, writeState } from './files.mjs';
import { bar, say, sayError, traceback } from './output.mjs';
import { fault, gate, readSettings, stepMs, workers } from './settings.mjs';

const { settings, runner } = readSettings(process.argv.slice(2));
const { output_dir: output, output_name: name } = settings;
const control = createControl(runner);
const accumulation = settings.gradient_accumulation_steps ?? 1;
const batch = settings.train_batch_size ?? 1;

say('This is a stand-in for sd-scripts: it trains nothing.');
if (runner) tell('ready', { trainer: 'NetworkTrainer' });
const subsets = announceDataset();
for (let each = 0; each < workers; each++)
  spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], {
    stdio: 'ignore',
  });
await train();

function announceDataset() {
  say('Using DreamBooth method.\nprepare images.');
  const found = subsetsOf(settings);
  for (const { folder, pictures } of found)
    say(`found directory ${folder} contains ${pictures.length} image files`);
  const shown = found.reduce((sum, { repeats, pictures }) => sum + repeats * pictures.length, 0);
  say(
    `${shown} train images with repeats.\n0 reg images with repeats.\nno regularization images / 正則化画像が見つかりませんでした`,
  );
  if (shown === 0 || fault.kind === 'no_data') {
    say(
      'No data found. Please verify arguments (train_data_dir must be the parent of folders with images) / 画像がありません。',
    );
    process.exit(0);
  }
  return found;
}

async function train() {
  const batches = batchesOf(subsets, batch);
  const perEpoch = Math.ceil(batches / accumulation);
  const planned = settings.max_train_epochs === undefined ? settings.max_train_steps : settings.max_train_epochs * perEpoch; // prettier-ignore
  const total = runner?.steps ?? planned - (settings.resume === undefined ? 0 : (settings.initial_step ?? 0));
  const epochs = Math.ceil(planned / perEpoch);
  announceRun(batches, epochs, planned);
  const started = Date.now();
  const seconds = () => (Date.now() - started) / 1000;
  bar(0, total, 0, '0');
  let notFinite = 0;
  for (let step = 1; step <= total; step++) {
    await turn(step);
    if ((step - 1) % perEpoch === 0) say(`\nepoch ${Math.floor((step - 1) / perEpoch) + 1}/${epochs}`);
    failAt(step);
    const isNan = fault.kind === 'nan' && step >= fault.step;
    const loss = isNan ? 'nan' : (0.1 + 0.5 / (step + 4)).toPrecision(3);
    bar(step, total, seconds(), loss);
    notFinite = isNan ? notFinite + 1 : 0;
    if (runner) {
      tell('step', { step, loss: isNan ? null : Number(loss) });
      if (notFinite > 0 && notFinite >= (runner.stop_on_nan ?? 1)) {
        tell('nan', { step, count: notFinite });
        return;
      }
    }
    saveAndSample(step, perEpoch);
    const asked = runner?.stop_after === step ? { id: 0, action: 'stop' } : control();
    if (asked) {
      if (asked.action === 'stop') tell('stopping', { step, id: asked.id });
      checkpoint(step, perEpoch);
      tell('save', { step, id: asked.id });
      if (asked.action === 'stop') {
        tell('stopped', { step });
        return;
      }
    }
  }
  finish(total, perEpoch);
}

/** @param {number} batches @param {number} epochs @param {number} planned */
function announceRun(batches, epochs, planned) {
  say(
    `accelerator device: cpu\nloading model for process 0/1\nload StableDiffusion checkpoint: ${settings.pretrained_model_name_or_path}`,
  );
  say('import network module: networks.lora');
  const modules = fault.kind === 'no_modules' ? 0 : 192;
  say(
    `create LoRA for Text Encoder: ${modules === 0 ? 0 : 72} modules.\ncreate LoRA for U-Net: ${modules} modules.`,
  );
  say('prepare optimizer, data loader etc.\nuse AdamW optimizer | {}');
  if (settings.resume !== undefined) say(`resume training from local state: ${settings.resume}`);
  say('running training / 学習開始');
  say(`  num batches per epoch / 1epochのバッチ数: ${batches}\n  num epochs / epoch数: ${epochs}`);
  say(`  batch size per device / バッチサイズ: ${batch}`);
  say(`  gradient accumulation steps / 勾配を合計するステップ数 = ${accumulation}`);
  say(`  total optimization steps / 学習ステップ数: ${planned}`);
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

/** @param {number} step @param {number} perEpoch */
function saveAndSample(step, perEpoch) {
  const { save_every_n_steps: every, sample_every_n_steps: sampleEvery, sample_prompts: prompts } = settings;
  if (sampleEvery > 0 && prompts !== undefined && step % sampleEvery === 0) sample(step);
  if (every > 0 && step % every === 0) checkpoint(step, perEpoch);
}

/** @param {number} step */
function sample(step) {
  say(`\ngenerating sample images at step / サンプル画像生成 ステップ: ${step}`);
  const time = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
  writeSample(
    path.join(output, 'sample', `${name}_${String(step).padStart(6, '0')}_00_${time}_42.png`),
    step,
  );
}

/** @param {number} step @param {number} perEpoch */
function checkpoint(step, perEpoch) {
  const stem = `${name}-step${String(step).padStart(8, '0')}`;
  save(`${stem}.safetensors`, step);
  if (settings.save_state || runner) state(`${stem}-state`, step, perEpoch, `at step ${step}`);
  const keep = settings.save_last_n_steps;
  const old = path.join(output, `${name}-step${String(step - keep - 1).padStart(8, '0')}.safetensors`);
  if (keep === undefined || !existsSync(old)) return;
  say(`removing old checkpoint: ${old}`);
  rmSync(old);
}

/** @param {string} file @param {number} step */
function save(file, step) {
  mkdirSync(output, { recursive: true });
  say(`\nsaving checkpoint: ${path.join(output, file)}`);
  writeLora(path.join(output, file), {
    ss_output_name: name,
    ss_steps: step,
    ss_max_train_steps: settings.max_train_steps ?? 'None',
    ss_base_model_version: 'sd_v1',
    ss_network_module: settings.network_module,
    ss_network_dim: settings.network_dim,
    ss_network_alpha: settings.network_alpha,
    ss_training_comment: 'made by a stand-in for sd-scripts',
    'modelspec.architecture': 'stable-diffusion-v1/lora',
  });
}

/** @param {string} folder @param {number} step @param {number} perEpoch @param {string} [when] the last one has none */
function state(folder, step, perEpoch, when) {
  say(when === undefined ? '\nsaving last state.' : `\nsaving state ${when}`);
  sayError(`[RANK 0] Saving current state to ${path.join(output, folder)}\n`);
  writeState(path.join(output, folder), { current_epoch: Math.ceil(step / perEpoch), current_step: step });
}

/** @param {number} step @param {number} perEpoch */
function finish(step, perEpoch) {
  if (settings.save_state) state(`${name}-state`, step, perEpoch);
  save(`${name}.safetensors`, step);
  say('model saved.');
}
