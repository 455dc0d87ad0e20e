import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { LogEvent } from '../../../../../src/core/training/log/events';
import { createLogParser } from '../../../../../src/core/training/log/logParser';
import { createRunSummary } from '../../../../../src/core/training/verdict/runSummary';
import { judge } from '../../../../../src/core/training/verdict/verdict';
import { standInFolder, type StandInRun } from '../../../support/standIn';
import { tempFolder } from '../../../support/tempFolder';
import { BATCHES, LOSSES, RATE, SAMPLED_AT, SAVED_AT, STEPS, Words } from './standInWords';

/** How a log may look, and how many processes train. */
const FORMS: readonly (readonly [form: string, processes: number])[] = [
  ['simple', 1],
  ['rich', 1],
  ['terminal', 1],
  ['rich', 2],
];

interface Outcome extends Pick<StandInRun, 'plan' | 'env'> {
  readonly exit: number;
  readonly is: readonly [state: string, causeId: string | undefined, steps: number | undefined];
  readonly said: (words: Words) => readonly string[];
  /** It needs the runner. */
  readonly single?: boolean;
  /** Goes on from the state that the run before it saved, in the same log. */
  readonly resumed?: boolean;
}

const BEFORE_NAN = LOSSES.slice(0, 2);
const STOPPED: Outcome = {
  plan: { stop_after: SAVED_AT },
  single: true,
  exit: 0,
  is: ['stopped', 'stopped', SAVED_AT],
  said: (words) => [
    ...words.start(),
    ...words.steps(LOSSES.slice(0, SAVED_AT), SAVED_AT),
    ...words.runner(`stopped ${SAVED_AT}`),
  ],
};

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  done: {
    exit: 0,
    is: ['done', undefined, STEPS],
    said: (words) => [...words.start(), ...words.steps(LOSSES), ...words.end()],
  },
  stopped: STOPPED,
  resumed: {
    ...STOPPED,
    resumed: true,
    is: ['done', undefined, 2],
    said: (words) => [
      ...STOPPED.said(words),
      ...[
        words.ready(),
        words.pictures(),
        words.model(),
        [`resumed ${words.stateOf(SAVED_AT)}`],
        words.plan(),
      ].flat(),
      ...[words.step(0, 2), ['epoch 2 2']].flat(),
      ...[words.step(1, 2), words.runner(`step 1 ${LOSSES[0]} ${RATE}`), words.step(1, 2, LOSSES[0])].flat(),
      ...[
        words.step(2, 2, LOSSES[0]),
        words.runner(`step 2 ${LOSSES[1]} ${RATE}`),
        words.step(2, 2, LOSSES[1]),
      ].flat(),
      ...words.end(),
    ],
  },
  oom: {
    env: { STANDIN_FAULT: 'oom@4' },
    exit: 1,
    is: ['error', 'gpu_memory', 3],
    said: (words) => [
      ...words.start(),
      ...words.steps(LOSSES.slice(0, 3)),
      ...words.failed('torch.OutOfMemoryError', 1),
    ],
  },
  crash: {
    env: { STANDIN_FAULT: 'crash@6' },
    exit: 1,
    is: ['error', 'exception', 5],
    said: (words) => [
      ...words.start(),
      ...words.steps(LOSSES.slice(0, 5)),
      ...words.failed('RuntimeError', 1),
    ],
  },
  killed: {
    env: { STANDIN_FAULT: 'killed@2' },
    exit: 1,
    is: ['error', 'killed', 1],
    said: (words) => [...words.start(), ...words.steps(LOSSES.slice(0, 1)), ...words.failed(undefined, -9)],
  },
  'ended by its runner for NaN': {
    env: { STANDIN_FAULT: 'nan@3' },
    single: true,
    exit: 0,
    is: ['error', 'nan_loss', 3],
    said: (words) => [
      ...words.start(),
      ...words.steps(BEFORE_NAN),
      ...words.step(3, STEPS, BEFORE_NAN[1]),
      ...[words.runner(`step 3 NaN ${RATE}`), words.runner('nan 3 1')].flat(),
    ],
  },
  'NaN to the end': {
    env: { STANDIN_FAULT: 'nan@3' },
    plan: { stop_on_nan: 0 },
    exit: 0,
    is: ['error', 'nan_loss', STEPS],
    said: (words) => [
      ...words.start(),
      ...words.steps([...BEFORE_NAN, ...Array<string>(4).fill('NaN')]),
      ...words.end(),
    ],
  },
  'no data': {
    env: { STANDIN_FAULT: 'no_data' },
    exit: 0,
    is: ['error', 'no_pictures', undefined],
    said: (words) => [...words.ready(), ...words.noPictures()],
  },
  'no modules': {
    env: { STANDIN_FAULT: 'no_modules' },
    exit: 0,
    is: ['error', 'no_modules', STEPS],
    said: (words) => [...words.start(0), ...words.steps(LOSSES), ...words.end()],
  },
};

describe('what the stand-in for sd-scripts says', () => {
  const folder = tempFolder();

  /** What the streams of a run say, together with those of the run that it goes on from. */
  async function run(
    { plan = { stop_on_nan: 1 }, env, resumed }: Outcome,
    form: string,
    processes: number,
    merged: boolean,
  ) {
    const made = standInFolder(join(folder.path, String(merged)));
    const prompts = folder.write('prompts.txt', 'ohwx girl --d 7\n');
    const start = (more: StandInRun) =>
      made.start({
        env: { STANDIN_FORM: form, ...env },
        processes,
        merged,
        ...more,
        settings: {
          ...{ max_train_steps: STEPS, save_every_n_steps: SAVED_AT, save_state: true },
          ...{ sample_every_n_steps: SAMPLED_AT, sample_prompts: prompts },
          ...more.settings,
        },
      }).ended;
    const words = new Words(processes, made);
    const first = await start({ plan });
    if (!resumed) return { words, ...first };
    const resume = { resume: words.stateOf(SAVED_AT), initial_step: BATCHES };
    const second = await start({ plan: { steps: STEPS - SAVED_AT }, settings: resume });
    const streams = second.streams.map((said, index) => Buffer.concat([first.streams[index] ?? said, said]));
    return { words, exit: second.exit, streams };
  }

  for (const [form, processes] of FORMS)
    for (const [name, outcome] of Object.entries(OUTCOMES)) {
      if (outcome.single && processes > 1) continue;
      it(`${name}, ${form}, ${processes} at a time`, async () => {
        // A terminal is one for both streams.
        const ways = form === 'terminal' || processes > 1 ? [true] : [true, false];
        const runs = await Promise.all(ways.map((merged) => run(outcome, form, processes, merged)));
        for (const { words, exit, streams } of runs) {
          const isOne = streams.length === 1;
          assert.equal(exit, outcome.exit);
          // Streams of their own have no order.
          const inOrder = (said: readonly string[]) => (isOne ? said : [...said].sort());
          for (const piece of [Infinity, 1]) {
            const read = readStreams(streams, piece);
            assert.deepEqual(inOrder(read.words), inOrder(outcome.said(words)));
            for (const known of [outcome.exit, undefined]) {
              const { state, causeId, steps } = judge(read.run, known);
              assert.deepEqual([state, causeId, steps], outcome.is, `exit code ${known}, ${streams.length}`);
            }
          }
        }
      });
    }
});

/** What an event says, without what depends on the machine. */
function wordsOf(event: LogEvent): string | undefined {
  // Only rich tells the level of a message.
  if (event.type === 'warning' || event.type === 'progress') return undefined;
  if (event.type === 'exception')
    return `exception ${event.chain.map(({ name }) => name).join(' < ')} of ${event.rank}`;
  const facts = Object.entries(event).filter(([key]) => !key.startsWith('seconds'));
  return facts.map(([, value]) => String(value)).join(' ');
}

/** Reads what the streams say, cut into pieces of so many bytes. */
function readStreams(streams: readonly Buffer[], piece: number) {
  const run = createRunSummary();
  const words: string[] = [];
  for (const [stream, bytes] of streams.entries()) {
    const parser = createLogParser((event) => {
      run.add(event, stream);
      const said = wordsOf(event);
      if (said !== undefined) words.push(said);
    });
    for (let at = 0; at < bytes.length; at += piece) parser.write(bytes.subarray(at, at + piece));
    parser.end();
  }
  return { words, run };
}
