import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Output } from '../../../src/cli/output';
import { Problem } from '../../../src/core/problem/problem';

describe('what the command line writes', () => {
  const { stderr, stdout } = process;
  const writeError = stderr.write.bind(stderr);
  const writeOut = stdout.write.bind(stdout);
  let told: string;
  let printed: string;
  beforeEach(() => {
    told = '';
    printed = '';
    stderr.write = (chunk: string | Uint8Array) => {
      told += String(chunk);
      return true;
    };
  });
  afterEach(() => {
    stderr.write = writeError;
    stdout.write = writeOut;
  });

  /** Catches standard output while it works; the reporter of the tests writes there, too. */
  const printing = (work: () => void): void => {
    stdout.write = (chunk: string | Uint8Array) => {
      printed += String(chunk);
      return true;
    };
    work();
    stdout.write = writeOut;
  };

  it('hides the token wherever it stands', () => {
    const output = new Output(true, ['my-secret']);
    output.note('a my-secret b');
    output.problem(new Problem('offline', 'With my-secret.', 'Do.'));
    output.log.warn('my-secret');
    printing(() => output.ended('my-secret'));
    assert.ok(!`${told}${printed}`.includes('my-secret'), told + printed);
  });

  it('keeps what the log is told without the token, each time, and questions only where it is verbose', () => {
    for (const verbose of [false, true]) {
      const output = new Output(false, ['my-secret'], verbose);
      const kept: string[] = [];
      output.keepIn({ write: (level, message) => void kept.push(`${level}: ${message}`) });
      const { log } = output;
      log.debug('my-secret');
      log.info('https://x/?token=my-secret');
      for (let times = 0; times < 2; times++) log.warn('slow my-secret');
      log.error('broken');
      output.warn('odd');
      output.problem(new Problem('offline', 'my-secret.', 'Do.'));
      assert.deepEqual(kept, [
        ...(verbose ? ['debug: [hidden]'] : []),
        'info: https://x/?token=[hidden]',
        ...['warn: slow [hidden]', 'warn: slow [hidden]', 'error: broken', 'warn: odd'],
        'error: [hidden]. Do.',
      ]);
    }
  });

  it('says what the log repeats once, and a problem with what to do', () => {
    const output = new Output(false);
    const { log } = output;
    for (let times = 0; times < 3; times++) {
      log.warn('slow');
      log.error('broken');
      log.info('not for users');
    }
    output.problem(new Problem('offline', 'It is offline.', 'Check the network.'));
    assert.deepEqual(told.split('\n'), [
      'warning: slow',
      'error: broken',
      'error: It is offline. Check the network.',
      '',
    ]);
  });

  it('lets no name make a row of its own, nor steer the terminal in a document', () => {
    const output = new Output(false);
    output.note('a\nb');
    assert.equal(told, 'a\\u000ab\n');
    printing(() => output.result([], ['name\nforged', 'two']));
    assert.equal(printed, 'name\\u000aforged\ntwo\n');
    printed = '';
    const names = ['\u009b2J', '\u202ecod', 'a\nb'];
    printing(() => new Output(true).result(names, []));
    assert.match(printed, /^\[\n {2}"[\x20-\x7e]+",\n {2}"[\x20-\x7e]+",\n {2}"[\x20-\x7e]+"\n\]\n$/);
    assert.deepEqual(JSON.parse(printed), names);
  });

  it('shows what would steer the terminal, but for tabs and colours', () => {
    const output = new Output(false);
    output.note('a\u001b]0;title\u0007\u009b2J\rb');
    assert.equal(told, 'a\\u001b]0;title\\u0007\\u009b2J\\u000db\n');
    told = '';
    output.warn('a name with \n a row, \u202e turned and \u001b[8m hidden');
    assert.match(told, /a name with \\u000a a row, \\u202e turned and \\u001b\[8m hidden\n$/);
    output.note('\u001b[8mhidden');
    assert.match(told, /\\u001b\[8mhidden\n$/);
    printing(() => output.result([], ['\u001b[31mred\u001b[39m\t\u001b[2J', 'two']));
    assert.equal(printed, '\u001b[31mred\u001b[39m\t\\u001b[2J\ntwo\n');
  });

  it('prints one document, whether a command ends early or not', () => {
    printing(() => {
      const output = new Output(true);
      output.result([1], ['a line']);
      output.ended('too late');
    });
    assert.deepEqual(JSON.parse(printed), [1]);
    printed = '';
    printing(() => new Output(true).ended('early'));
    assert.deepEqual(JSON.parse(printed), { error: 'early' });
    printed = '';
    printing(() => new Output(false).ended('early'));
    assert.equal(printed, '');
  });
});
