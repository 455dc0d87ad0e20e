import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { resumeSettings, type ResumePlan } from '../../../../../src/core/training/launch/resume';

const state = '/job/output/1/x-step00000025-state';

function plan(
  trainedSteps: number,
  totalSteps: number,
  options: { batches: number; accumulation?: number; runner?: boolean; scheduler?: string; warmup?: number },
): ResumePlan | undefined {
  return resumeSettings({
    stateFolder: state,
    trainedSteps,
    totalSteps,
    batchesPerEpoch: options.batches,
    gradientAccumulation: options.accumulation ?? 1,
    runner: options.runner ?? false,
    settings: {
      ...(options.scheduler === undefined ? {} : { lr_scheduler: options.scheduler }),
      ...(options.warmup === undefined ? {} : { lr_warmup_steps: options.warmup }),
    },
  });
}

/**
 * The steps that sd-scripts trains (train_network.py of 48d368fa, from the line “epoch数を計算する” on), and what its
 * counter and its bar come to.
 */
function trained(
  { settings, runnerSteps }: ResumePlan,
  total: number,
  batches: number,
  accumulation: number,
): { steps: number; counter: number; barTotal: number; epoch: number } {
  let max = typeof settings.max_train_steps === 'number' ? settings.max_train_steps : total;
  const epochs = Math.ceil(max / Math.ceil(batches / accumulation));
  let initial = Number(settings.initial_step);
  assert.ok(initial === 0 || max > initial);
  let counter = 0;
  let start = Math.floor(initial / Math.ceil(batches / accumulation));
  if (settings.skip_until_initial_step === true) {
    initial *= accumulation;
    start = Math.floor(initial / Math.ceil(batches / accumulation));
    initial -= start * batches;
    counter = initial;
  } else initial = 0;
  // The runner shortens the training before the first step.
  if (runnerSteps !== undefined) max = runnerSteps;
  const barTotal = max - initial;
  let steps = 0;
  for (let epoch = start; epoch < epochs; epoch++) {
    for (let batch = Math.max(0, initial); batch < batches; batch++) {
      if ((batch + 1) % accumulation !== 0 && batch + 1 !== batches) continue;
      counter += 1;
      steps += 1;
      if (counter >= max) break;
    }
    initial = 0;
  }
  return { steps, counter, barTotal, epoch: start };
}

describe('how a training is resumed', () => {
  it('is what was measured with sd-scripts', () => {
    // 60 steps in epochs of 40; stopped at 25, then at 35, with the runner.
    const one = plan(25, 60, { batches: 40, runner: true });
    assert.equal(one?.settings.resume, state);
    assert.deepEqual(
      [one.settings.initial_step, one.runnerSteps, one.extraSteps, one.stepOffset],
      [40, 35, 0, 25],
    );
    assert.equal(plan(35, 60, { batches: 40, runner: true })?.runnerSteps, 25);
    // Epochs of 20 steps of two batches each.
    const two = plan(25, 60, { batches: 40, accumulation: 2, runner: true });
    assert.deepEqual([two?.settings.initial_step, two?.runnerSteps], [20, 35]);
    // Without the runner: the bar ended at 35/55 with 20 steps too many; at 40/50 with 15 too many; at 35/35.
    const skip = plan(45, 60, { batches: 40, scheduler: 'cosine' });
    assert.deepEqual([skip?.steps, skip?.barTotal, skip?.extraSteps, skip?.nameOffset], [35, 55, 20, 40]);
    const plain = plan(25, 50, { batches: 40, accumulation: 2, scheduler: 'cosine' });
    assert.deepEqual([plain?.steps, plain?.barTotal, plain?.extraSteps], [40, 50, 15]);
    const constant = plan(25, 60, { batches: 40 });
    assert.deepEqual([constant?.settings.max_train_steps, constant?.settings.initial_step], [35, 0]);
  });

  it('trains what is missing, or what it says beforehand, in every position', () => {
    const number = (most: number) => fc.integer({ min: 1, max: most });
    fc.assert(
      fc.property(
        number(300), number(300), number(60), number(4), fc.boolean(), fc.constantFrom('constant', 'cosine'),
        (one, other, batches, accumulation, runner, scheduler) => {
          const [done, total] = [Math.min(one, other), Math.max(one, other)];
          const found = plan(done, total, { batches, accumulation, runner, scheduler });
          if (done === total) {
            assert.equal(found, undefined);
            return;
          }
          assert.ok(found);
          const real = trained(found, total, batches, accumulation);
          assert.equal(real.steps, found.steps);
          assert.equal(done + found.steps, total + found.extraSteps);
          assert.equal(real.counter + found.nameOffset, done + found.steps);
          assert.equal(real.barTotal, found.barTotal);
          assert.equal(found.stepOffset, done);
          // With the runner, or where the end does not change the learning rate, never a step more.
          if (runner || scheduler === 'constant') assert.equal(found.extraSteps, 0);
          assert.ok(found.extraSteps < Math.ceil(batches / accumulation));
        },
      ),
      { numRuns: 2000 },
    ); // prettier-ignore
  });

  it('keeps the whole plan where the learning rate depends on its end', () => {
    for (const runner of [true, false]) {
      for (const [scheduler, warmup] of [
        ['cosine', 0],
        ['constant_with_warmup', 0.1],
        ['linear', 10],
      ] as const) {
        const found = plan(25, 60, { batches: 40, runner, scheduler, warmup });
        assert.ok(!('max_train_steps' in (found?.settings ?? {})), `${scheduler} ${warmup}`);
      }
    }
    assert.equal(
      plan(25, 60, { batches: 40, scheduler: 'constant_with_warmup', warmup: 10 })?.settings.max_train_steps,
      35,
    );
  });
});
