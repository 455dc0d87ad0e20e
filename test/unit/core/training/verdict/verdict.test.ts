import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createLogParser } from '../../../../../src/core/training/log/logParser';
import { createRunSummary } from '../../../../../src/core/training/verdict/runSummary';
import { judgeText } from './judgeText';
import {
  apart,
  err,
  launcherEnd,
  LORA,
  merged,
  out,
  raised,
  SAVED,
  saving,
  START,
  steps,
  WHOLE,
  WRITERS,
  type Said,
} from './trainerOutput';

interface Run {
  readonly said: readonly Said[];
  readonly exit: number;
  readonly is: readonly [state: string, causeId: string | undefined, steps: number | undefined];
  /** Behind the name of the LoRA. */
  readonly outputs: readonly string[];
}

const FIRST = '-000001.safetensors';
const MEMORY = raised('torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB.');
const UNTIL_30 = [
  ...WHOLE.slice(0, START.length + 20),
  ...saving(FIRST),
  out('\nepoch 2/2'),
  ...steps(21, 30),
];

const RUNS: Readonly<Record<string, Run>> = {
  whole: { said: WHOLE, exit: 0, is: ['done', undefined, 40], outputs: [FIRST, '.safetensors'] },
  'failed behind the last save': {
    said: [...WHOLE, ...raised('wandb.errors.CommError: network'), ...launcherEnd(1)],
    exit: 1,
    is: ['error', 'wandb_login', 40],
    outputs: [FIRST, '.safetensors'],
  },
  'out of memory': {
    said: [...UNTIL_30, ...MEMORY, ...launcherEnd(1)],
    exit: 1,
    is: ['error', 'gpu_memory', 30],
    outputs: [FIRST],
  },
  'killed below the launcher': {
    said: [...UNTIL_30, ...launcherEnd(-9)],
    exit: 1,
    is: ['error', 'killed', 30],
    outputs: [FIRST],
  },
  'killed without a word': { said: UNTIL_30, exit: 137, is: ['error', 'killed', 30], outputs: [FIRST] },
  'disk full in a save': {
    said: [
      ...UNTIL_30,
      ...steps(31, 40),
      ...saving('.safetensors'),
      ...raised(
        'safetensors_rust.SafetensorError: Error while serializing: I/O error: No space left on device (os error 28)',
        'networks/lora.py", line 990, in save_weights',
      ),
      ...launcherEnd(1),
    ],
    exit: 1,
    is: ['error', 'disk_full', 40],
    outputs: [FIRST],
  },
  'stopped by Ctrl+C': {
    said: [...UNTIL_30, ...raised('KeyboardInterrupt')],
    exit: 130,
    is: ['stopped', 'stopped', 30],
    outputs: [FIRST],
  },
  'stopped by the runner': {
    said: [
      ...UNTIL_30,
      out('@@event {"event": "stopping", "step": 30, "id": 1}'),
      ...saving('-step00000030.safetensors'),
      out('saving last state.'),
      out('@@event {"event": "stopped", "step": 30}'),
    ],
    exit: 0,
    is: ['stopped', 'stopped', 30],
    outputs: [FIRST, '-step00000030.safetensors'],
  },
  'not a number': {
    said: [...START, ...steps(1, 3), ...steps(4, 40, 'nan'), ...SAVED],
    exit: 0,
    is: ['error', 'nan_loss', 40],
    outputs: ['.safetensors'],
  },
  'a worker of the data loader': {
    said: [
      ...UNTIL_30,
      err('Error loading file: /pics/10_héros 少女/a.png'),
      ...raised(
        'OSError: Caught OSError in DataLoader worker process 0.\nOriginal Traceback (most recent call last):\n  File "/sd-scripts/library/train_util.py", line 2950, in load_image\n    img = image.convert()\nOSError: image file is truncated (12 bytes not processed)\n',
      ),
      ...launcherEnd(1),
    ],
    exit: 1,
    is: ['error', 'picture_truncated', 30],
    outputs: [FIRST],
  },
  'resumed in the same log': {
    said: [...UNTIL_30, ...MEMORY, ...launcherEnd(1), ...WHOLE],
    exit: 0,
    is: ['done', undefined, 40],
    outputs: [FIRST, '.safetensors'],
  },
  'failed, where an earlier run had saved': {
    said: [...WHOLE, ...START, ...steps(1, 5), ...MEMORY, ...launcherEnd(1)],
    exit: 1,
    is: ['error', 'gpu_memory', 5],
    outputs: [FIRST, '.safetensors'],
  },
};

function told(streams: readonly (string | Uint8Array)[], exit?: number) {
  const { state, causeId, steps: at, outputs, cause } = judgeText(streams, exit);
  return { is: [state, causeId, at], outputs: [...outputs].sort(), cause };
}

describe('the verdict on a run', () => {
  for (const [name, { said, exit, is, outputs }] of Object.entries(RUNS)) {
    for (const [writer, write] of Object.entries(WRITERS)) {
      it(`${name}, ${writer}`, () => {
        const expected = { is, outputs: outputs.map((end) => `${LORA}${end}`).sort() };
        for (const streams of [[merged(said)], apart(said)]) {
          const { cause, ...verdict } = told(streams.map(write), exit);
          assert.deepEqual(verdict, expected, `${streams.length} streams: ${cause}`);
        }
      });
    }
  }

  it('the last LoRA counts where another stream than its own says that it was saved', () => {
    const said = [...WHOLE.slice(0, -1), err('model saved.'), ...raised('RuntimeError: upload failed')];
    for (const streams of [apart(said), apart(said).toReversed()]) {
      const { is, outputs } = told(streams, 1);
      assert.deepEqual([is[0], outputs], ['error', [`${LORA}${FIRST}`, `${LORA}.safetensors`]]);
    }
  });

  it('what was being written when a run was killed is not whole because the next one saves', () => {
    const killed = [...START, ...steps(1, 20), ...saving(FIRST)];
    const { outputs } = told([merged([...killed, ...START, ...steps(1, 20), ...SAVED])], 0);
    assert.deepEqual(outputs, [`${LORA}.safetensors`]);
  });

  it('the first part of a good log tells of a run that goes on', () => {
    const whole = Buffer.from(merged(WHOLE));
    const end = whole.indexOf('model saved.');
    for (let length = 0; length < end + 'model saved'.length; length += 1) {
      assert.equal(told([whole.subarray(0, length)]).is[0], 'running', `${length}`);
    }
    const [first, second] = apart(WHOLE);
    for (let length = 0; length < second.length; length += 7) {
      const is = told([first.slice(0, first.indexOf('model saved')), second.slice(0, length)]).is;
      assert.equal(is[0], 'running');
    }
  });

  it('several processes fail: what ended the first of them counts', () => {
    const ranked = (rank: number, words: string) =>
      raised(words).map((one) => err(`[rank${rank}]: ${(one.err ?? '').replaceAll('\n', '')}`));
    const nccl = 'torch.distributed.DistBackendError: NCCL error: remote process exited';
    const memory = 'torch.OutOfMemoryError: CUDA out of memory.';
    const one = ranked(0, nccl);
    const other = ranked(1, memory);
    const mixed = one.flatMap((said, index) => [said, other[index] ?? err('')]);
    for (const said of [[...one, ...other], [...other, ...one], mixed]) {
      assert.deepEqual(told([merged([...UNTIL_30, ...said])], 1).is, ['error', 'gpu_memory', 30]);
    }
  });

  it('never throws and tells no success, whatever is between the lines of a run', () => {
    const lines = merged(UNTIL_30).split(/(?<=[\r\n])/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(lines.length), fc.uint8Array({ maxLength: 60 })), { maxLength: 12 }),
        (junk) => {
          const pieces = lines.map((line) => Buffer.from(line));
          for (const [at, bytes] of junk) pieces.splice(at, 0, Buffer.from(bytes));
          assert.notEqual(told([Buffer.concat(pieces)], 1).is[0], 'done');
          assert.notEqual(told([Buffer.concat(pieces)]).is[0], 'done');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps only what it tells, however much was read', () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const run = createRunSummary();
    const parser = createLogParser((event) => run.add(event));
    const heap = () => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = heap();
    for (let piece = 0; piece < 200; piece += 1) {
      parser.write(
        Buffer.from(
          `${merged(steps(piece, piece))}\nsaving checkpoint: /out/${piece}.safetensors\n${'█'.repeat(60_000)}\n`,
        ),
      );
    }
    const growth = heap() - before;
    assert.ok(growth < 5_000_000, `${growth}`);
    assert.equal(run.outputs.whole(true).length, 200);
  });
});
