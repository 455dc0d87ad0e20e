import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { CollectedTokens } from '../../../../../src/core/prompts/run/types';
import { parsePersisted, tokensHostSide } from '../../../../../src/protocol/tokens';
import { TokensData } from '../../../../../src/ui/prompts/tokens/tokensData';
import { loadColumns } from '../../../../../webview-ui/tokens/loadColumns';

const NO_MARKS = { sex: [], clothes: [], etc: [] };
const base = process.platform === 'win32' ? 'C:\\prompts' : '/prompts';
const at = (name: string) => `${base}/${name}`;

const COLLECTED: CollectedTokens = {
  base,
  files: ['a/1.txt', 'a/2.txt', '3.txt'],
  tokens: [
    { token: 'smile', count: 4, files: [0, 2] },
    { token: '(sign)', count: 1, files: [1] },
  ],
  skipped: [
    { path: at('notes.txt'), reason: 'not_json' },
    { path: at('a/list.txt'), reason: 'no_prompt' },
    { path: at('readme.txt'), reason: 'not_json' },
  ],
  failed: [
    {
      path: at('a/locked.txt'),
      problem: { code: 'unreadable', message: 'locked.txt may not be opened.', advice: 'Change it.' },
    },
  ],
};

function dataOf(collected: CollectedTokens): TokensData {
  return new TokensData(collected, { base, paths: [base] }, 7);
}

describe('collected tokens, as their page asks for them', () => {
  it('begin with how many there are, and what was left out and why, the most first', () => {
    const list = dataOf(COLLECTED).list(NO_MARKS);
    assert.deepEqual([list.tokens, list.files, list.folder, list.revision], [2, 3, 'prompts', 7]);
    assert.deepEqual(list.skipped, [
      { why: 'could not be read', count: 1 },
      { why: 'not valid JSON', count: 2 },
      { why: 'JSON without a prompt', count: 1 },
    ]);
    assert.deepEqual(v.parse(tokensHostSide.requests.ready.result, list), list);
  });

  it('name the files of a token, and those that were left out, from the folder', () => {
    const data = dataOf(COLLECTED);
    assert.deepEqual(data.files({ kind: 'token', token: 0 }, 0), {
      total: 2,
      rows: [{ path: 'a/1.txt' }, { path: '3.txt' }],
    });
    assert.equal(data.file({ kind: 'token', token: 0 }, 1), '3.txt');
    assert.equal(data.file({ kind: 'token', token: 0 }, 2), undefined);
    assert.equal(data.file({ kind: 'token', token: 99 }, 0), undefined);
    const { total, rows } = data.files({ kind: 'skipped' }, 0);
    assert.equal(total, 4);
    assert.deepEqual(rows[0], { path: 'a/locked.txt', why: 'locked.txt may not be opened. Change it.' });
    assert.equal(rows[1]?.path, 'notes.txt');
    assert.match(rows[1].why ?? '', /not valid JSON/);
  });

  it('are told by their numbers; numbers of none are left out', () => {
    assert.deepEqual(dataOf(COLLECTED).tokens([1, 0, 2]), ['(sign)', 'smile']);
  });

  it('come in runs, every one once and in its order', async () => {
    const many = 50_001;
    const tokens = Array.from({ length: many }, (_, number) => ({
      token: `token ${number}`,
      count: number + 1,
      files: [0],
    }));
    const data = dataOf({ ...COLLECTED, tokens });
    let runs = 0;
    const columns = await loadColumns(data.list(NO_MARKS), (from) => {
      runs += 1;
      return Promise.resolve(v.parse(tokensHostSide.requests.chunk.result, data.chunk(from)));
    });
    assert.equal(runs, 3);
    assert.equal(columns?.tokens.length, many);
    assert.deepEqual(
      [columns.tokens[many - 1], columns.counts[many - 1], columns.files[many - 1]],
      ['token 50000', many, 1],
    );
    assert.equal(new Set(columns.tokens).size, many);
  });

  it('are given up by a page whose list became another meanwhile', async () => {
    const list = { ...dataOf(COLLECTED).list(NO_MARKS), tokens: 5 };
    const answers = [{ tokens: ['a'], counts: [1], files: [1] }];
    const none = { tokens: [], counts: [], files: [] };
    assert.equal(await loadColumns(list, () => Promise.resolve(answers.shift() ?? none)), undefined);
  });

  it('come in pages of files, too', () => {
    const files = Array.from({ length: 450 }, (_, number) => `${number}.txt`);
    const data = dataOf({
      ...COLLECTED,
      files,
      tokens: [{ token: 'all', count: 450, files: files.map((_, n) => n) }],
    });
    const of = { kind: 'token', token: 0 } as const;
    const seen: string[] = [];
    while (seen.length < 450) {
      const { total, rows } = data.files(of, seen.length);
      assert.equal(total, 450);
      assert.ok(rows.length > 0);
      seen.push(...rows.map(({ path }) => path));
    }
    assert.deepEqual(seen, files);
    assert.deepEqual(data.files(of, 450).rows, []);
  });
});

describe('the protocol of the token table', () => {
  const { addToFilter, files, copy } = tokensHostSide.requests;

  it('takes what a page may ask', () => {
    const add = { revision: 1, group: 'clothes', tokens: [0, 5] };
    assert.deepEqual(v.parse(addToFilter.params, add), add);
    const skipped = { revision: 1, of: { kind: 'skipped' }, from: 200 };
    assert.deepEqual(v.parse(files.params, skipped), skipped);
  });

  it('takes nothing else', () => {
    for (const wrong of [
      { revision: 1, group: 'other', tokens: [0] },
      { revision: 1, group: 'sex', tokens: [] },
      { revision: 1, group: 'sex', tokens: [-1] },
      { revision: 1, group: 'sex', tokens: [0.5] },
      { revision: 1, group: 'sex', tokens: ['hat'] },
      { group: 'sex', tokens: [0] },
    ]) {
      assert.equal(v.safeParse(addToFilter.params, wrong).success, false, JSON.stringify(wrong));
    }
    assert.equal(v.safeParse(copy.params, { revision: 1, tokens: [] }).success, false);
    const nowhere = { revision: 1, of: { kind: 'token' }, from: 0 };
    assert.equal(v.safeParse(files.params, nowhere).success, false);
  });

  it('takes back what a page kept only in its own shape', () => {
    const kept = {
      origin: { base: '/p', paths: ['/p'] },
      filter: 'hat',
      sort: { column: 'count', descending: true },
      scroll: 12,
      selection: { revision: 7, active: 2, runs: [[0, 5]] },
    };
    assert.deepEqual(parsePersisted(kept), kept);
    for (const other of [undefined, null, 'x', {}, { ...kept, origin: '/p' }, { ...kept, filter: 1 }]) {
      assert.equal(parsePersisted(other), undefined);
    }
  });
});
