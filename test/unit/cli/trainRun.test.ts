import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { until } from '../support/until';
import { standInTraining } from './standInTraining';

describe('a training on the command line, by the stand-in for sd-scripts', () => {
  const { at, start, train, detach, show, gated, trainTo } = standInTraining();

  it('shows the words of the trainer, copies the LoRA, and says what it is', async () => {
    const { exitCode, stdout } = await train();
    assert.equal(exitCode, 0);
    assert.match(stdout, /^This is a stand-in for sd-scripts/);
    assert.match(stdout, /24\/24 .*model saved\./s);
    assert.doesNotMatch(stdout, /@@event/);
    assert.match(stdout, /^state: done\nsteps: 24 of 24$/m);
    const lora = at('loras/hero_lora_base_v1.safetensors');
    assert.ok(existsSync(lora));
    const sidecar = JSON.parse(readFileSync(`${lora}.metadata.json`, 'utf8')) as Record<string, unknown>;
    const { trigger_words: words, preferred_weight: weight, model_type: type, training } = sidecar;
    assert.deepEqual([words, weight, type], [['ohwx'], 0.75, 'LORA']);
    assert.equal((training as Record<string, unknown>).pictures, 8);
    // The pictures themselves are as they were.
    assert.equal(readdirSync(at('pictures')).length, 16);
  });

  it('says why it failed, in plain words, and ends with 1', async () => {
    const { exitCode, stdout } = await train(['--json'], { STANDIN_FAULT: 'oom@3' });
    assert.equal(exitCode, 1);
    const job = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([job.state, job.cause_id], ['error', 'gpu_memory']);
    assert.match(String(job.cause), /^The GPU ran out of memory\. Lower these in this order/);
  });

  it('does not start where the file has errors: it names the first, and how many more there are', async () => {
    appendFileSync(at('hero.training.toml'), '[extra]\nnetwork_dimm = 4\nmax_grad_norm = "x"\n');
    rmSync(at('base.safetensors'));
    const { exitCode, stderr } = await train();
    assert.equal(exitCode, 1);
    assert.match(stderr, /base\.safetensors was not found|max_grad_norm/);
    assert.match(stderr, /Check Training lists this and 1 more\./);
    assert.ok(!existsSync(at('data/jobs')));
  });

  it('ends by a loss of NaN, though the trainer itself would go on', async () => {
    const { stdout } = await train(['--json'], { STANDIN_FAULT: 'nan@5' });
    const job = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual([job.state, job.cause_id, job.steps], ['error', 'nan_loss', 5]);
  });

  it('is saved, stopped and resumed by other calls, and trains exactly the steps that were asked for', async () => {
    trainTo(5);
    const { id, log } = await detach(gated());
    await until(() => log().includes('5/24'));
    await until(async () => (await show(id)).steps === 5);
    assert.match((await start(['jobs', 'show', id])).stdout, /^steps: 5 of 24, .* left, loss 0\.\d+$/m);
    await start(['jobs', 'stop', id]);
    trainTo(6);
    await until(async () => (await show(id)).state === 'stopped');
    const stopped = await show(id);
    assert.deepEqual([stopped.steps, (stopped.resumable as Record<string, unknown>).step], [6, 6]);
    const none = await start(['jobs', 'use', id, '5']);
    assert.deepEqual([none.exitCode, existsSync(at('loras'))], [1, false]);
    await start(['jobs', 'use', id, '6']);
    assert.ok(existsSync(at('loras/hero_lora_base_v1.safetensors.metadata.json')));
    trainTo(100);
    await start(['jobs', 'resume', id], gated());
    const { exitCode } = await start(['jobs', 'attach', id]);
    assert.equal(exitCode, 0);
    const done = await show(id);
    assert.deepEqual([done.state, done.steps, done.total_steps], ['done', 24, 24]);
    // What was chosen before stays.
    assert.ok(existsSync(at('loras/hero_lora_base_v2.safetensors')));
    assert.match(log(), /18\/18/);
    const [first] = done.checkpoints as { path: string; step: number }[];
    assert.deepEqual([first?.step, first && existsSync(first.path)], [6, true]);
  });

  it('saves and stops by Ctrl+C', async () => {
    trainTo(3);
    const running = train([], gated());
    let shown = '';
    running.stdout.on('data', (bytes: Buffer) => (shown += bytes.toString()));
    let said = '';
    running.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    await until(() => shown.includes('3/24'));
    running.kill('SIGINT');
    await until(() => said.includes('Press Ctrl+C again'));
    const [id = ''] = readdirSync(at('data/jobs'));
    await until(() => existsSync(join(at('data/jobs'), id, 'control.json')));
    trainTo(4);
    const { exitCode, stdout } = await running;
    assert.equal(exitCode, 1);
    assert.match(stdout, /state: stopped\ncause: The training was stopped at step 4 of 24\./);
  });
});
