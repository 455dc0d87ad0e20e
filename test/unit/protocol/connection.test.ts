import assert from 'node:assert/strict';
import * as v from 'valibot';
import { Connection, ConnectionError, type Handlers, type Side } from '../../../src/protocol/connection';

const hostSide = {
  requests: {
    double: { params: v.object({ n: v.number() }), result: v.number() },
    ask: { params: v.undefined(), result: v.string(), timeOut: false },
  },
  notifications: {},
} as const satisfies Side;
const pageSide = {
  requests: {},
  notifications: { news: v.object({ text: v.string() }) },
} as const satisfies Side;
type HostHandlers = Handlers<typeof hostSide>;

const working: HostHandlers = { double: ({ n }) => n * 2, ask: () => 'yes' };

/** Both ends of a line that carries messages as VS Code does: as JSON, later. */
function line(host: Partial<HostHandlers> = {}, timeoutMs?: number) {
  const news: string[] = [];
  const dropped: string[] = [];
  const sent: unknown[] = [];
  const ends: { receive(message: unknown): void }[] = [];
  const carry = (to: number) => (message: unknown) => {
    sent.push(message);
    const copy: unknown = JSON.parse(JSON.stringify(message));
    setImmediate(() => ends[to]!.receive(copy));
  };
  const hostEnd = new Connection<typeof hostSide, typeof pageSide>({
    local: hostSide,
    remote: pageSide,
    handlers: { ...working, ...host },
    post: carry(1),
    describe: (error) => (error instanceof Error ? error.message : 'unknown'),
    onInvalid: (why) => dropped.push(why),
  });
  const pageEnd = new Connection<typeof pageSide, typeof hostSide>({
    local: pageSide,
    remote: hostSide,
    handlers: { news: ({ text }) => void news.push(text) },
    post: carry(0),
    describe: String,
    onInvalid: (why) => dropped.push(why),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  ends.push(hostEnd, pageEnd);
  return { hostEnd, pageEnd, news, dropped, sent };
}

const failing = (code: ConnectionError['code'], message?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ConnectionError);
  assert.equal(error.code, code);
  if (message) assert.match(error.message, message);
  return true;
};
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('protocol connection', () => {
  it('sends nothing any more once it is closed', async () => {
    let answer: (text: string) => void = () => undefined;
    const { hostEnd, pageEnd, sent } = line({ ask: () => new Promise((resolve) => (answer = resolve)) });
    void pageEnd.request('ask', undefined);
    await turn();
    hostEnd.close();
    answer('too late');
    hostEnd.notify('news', { text: 'too late' });
    await turn();
    assert.equal(sent.length, 1, 'only the question was sent');
  });

  it('brings each answer to the request it is for', async () => {
    const { pageEnd } = line({
      double: async ({ n }) => {
        // The first asked is the last answered.
        for (let turns = 0; turns < 5 - n; turns++) await turn();
        return n * 2;
      },
    });
    const answers = await Promise.all([1, 2, 3].map((n) => pageEnd.request('double', { n })));
    assert.deepEqual(answers, [2, 4, 6]);
  });

  it('answers with an error when a handler throws, at once or later', async () => {
    const { pageEnd } = line({
      double: () => {
        throw new Error('The disk is full.');
      },
      ask: () => Promise.reject(new Error('Nobody knows.')),
    });
    await assert.rejects(pageEnd.request('double', { n: 1 }), failing('failed', /^The disk is full\.$/));
    await assert.rejects(pageEnd.request('ask', undefined), failing('failed', /^Nobody knows\.$/));
  });

  it('answers wrong parameters with an error and does not hand them on', async () => {
    let handled = false;
    const { hostEnd, sent, dropped } = line({
      double: () => {
        handled = true;
        return 0;
      },
    });
    hostEnd.receive({ kind: 'request', id: 7, name: 'double', params: { n: 'two' } });
    await turn();
    assert.equal(handled, false);
    assert.deepEqual(sent, [{ kind: 'error', id: 7, message: 'The request "double" has wrong parameters.' }]);
    assert.equal(dropped[0], 'The request "double" has wrong parameters.');
  });

  it('answers requests that do not exist with an error, those of every object too', async () => {
    const { hostEnd, sent } = line();
    hostEnd.receive({ kind: 'request', id: 1, name: 'format' });
    hostEnd.receive({ kind: 'request', id: 2, name: 'constructor' });
    await turn();
    assert.deepEqual(
      sent.map((message) => (message as { kind: string }).kind),
      ['error', 'error'],
    );
  });

  it('refuses an answer of the wrong shape', async () => {
    const { pageEnd } = line({ double: () => 'four' as unknown as number });
    await assert.rejects(pageEnd.request('double', { n: 2 }), failing('invalid'));
  });

  it('gives up on an answer that does not come, and drops it when it comes after all', async () => {
    let answer: (n: number) => void = () => {};
    const { pageEnd, dropped } = line({ double: () => new Promise((resolve) => (answer = resolve)) }, 5);
    await assert.rejects(pageEnd.request('double', { n: 2 }), failing('timeout'));
    answer(4);
    await turn();
    await turn();
    assert.deepEqual(dropped, ['An answer came that nothing waits for.']);
  });

  it('waits as long as it takes where a user is asked', async () => {
    let answer: (text: string) => void = () => {};
    const { pageEnd } = line(
      {
        ask: () => new Promise((resolve) => (answer = resolve)),
        double: () => new Promise(() => {}),
      },
      5,
    );
    const asked = pageEnd.request('ask', undefined);
    // Its time-out passes first.
    await assert.rejects(pageEnd.request('double', { n: 1 }), failing('timeout'));
    answer('at last');
    assert.equal(await asked, 'at last');
  });

  it('hands notifications on, but only those that are what they should be', async () => {
    const { hostEnd, pageEnd, news, dropped } = line();
    hostEnd.notify('news', { text: 'hello' });
    await turn();
    pageEnd.receive({ kind: 'notification', name: 'news', params: { text: 1 } });
    pageEnd.receive({ kind: 'notification', name: 'toString', params: {} });
    assert.deepEqual(news, ['hello']);
    assert.equal(dropped.length, 2);
  });

  it('takes any message without throwing', () => {
    const { hostEnd, dropped } = line();
    const messages = [undefined, null, 'x', 1, [], {}, { kind: 'request' }, { kind: 'answer', id: '1' }];
    for (const message of messages) hostEnd.receive(message);
    assert.equal(dropped.length, messages.length);
  });

  it('tells those who wait when it is closed', async () => {
    const { pageEnd } = line({ ask: () => new Promise(() => {}) });
    const asked = pageEnd.request('ask', undefined);
    pageEnd.close();
    await assert.rejects(asked, failing('closed'));
  });
});
