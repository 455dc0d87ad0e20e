import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { CAUSES } from '../../../../../../src/core/training/verdict/causes/causes';
import { judgeText } from '../judgeText';

interface Known {
  readonly id: string;
  /** The end of a traceback. */
  readonly raised?: string;
  /** Its innermost frame. */
  readonly at?: string;
  /** The line before it. */
  readonly told?: string;
  /** A line without a traceback, and without anything of a trainer before it. */
  readonly line?: string;
  readonly lines?: readonly string[];
  readonly says?: string;
}

const { causes } = JSON.parse(readFileSync('test/fixtures/training/causes.json', 'utf8')) as {
  readonly causes: readonly Known[];
};

function outputOf({ raised, at, told, line, lines }: Known): string {
  if (line !== undefined) return line;
  if (lines !== undefined) return lines.join('\n');
  const [file, name] = (at ?? 'train_network.py:train').split(':');
  return [
    'running training / 学習開始',
    ...(told === undefined ? [] : [told]),
    'Traceback (most recent call last):',
    '  File "/home/user/sd-scripts/train_network.py", line 1913, in <module>',
    '    trainer.train(args)',
    `  File "/home/user/sd-scripts/${file}", line 77, in ${name}`,
    '    call()',
    raised,
    'Traceback (most recent call last):',
    '  File "/venv/lib/python3.11/site-packages/accelerate/commands/launch.py", line 1198, in simple_launcher',
    '    raise subprocess.CalledProcessError(returncode=process.returncode, cmd=cmd)',
    "subprocess.CalledProcessError: Command '['python', 'train_network.py']' returned non-zero exit status 1.",
    '',
  ].join('\n');
}

describe('the causes of a failed training', () => {
  for (const known of causes) {
    const words = (known.raised ?? known.line ?? known.lines?.at(-1) ?? '').split('\n', 1)[0];
    it(`${known.id}: ${words}`, () => {
      for (const exit of [1, undefined]) {
        const { state, cause = '', causeId } = judgeText([outputOf(known)], exit);
        assert.deepEqual([state, causeId], ['error', known.id], cause);
        const advice = cause.split('(The trainer said:')[0] ?? '';
        assert.ok(advice.includes(known.says ?? ''), cause);
        assert.ok(!/: ?\.|\(\)|: ,|undefined|\{\d\}/.test(advice), `A gap in: ${advice}`);
      }
    });
  }

  it('each can be told from its words alone', () => {
    const known = new Set(causes.map(({ id }) => id));
    assert.deepEqual(
      [...new Set(CAUSES.map(({ id }) => id))].filter((id) => !known.has(id)),
      [],
    );
  });
});
