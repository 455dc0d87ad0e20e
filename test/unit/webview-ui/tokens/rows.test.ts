import assert from 'node:assert/strict';
import { nextSort, TokenRows } from '../../../../webview-ui/tokens/rows';

const COLUMNS = {
  tokens: ['smile', '1girl', 'Über-hat', 'hat', 'score_10', 'score_9'],
  counts: [3, 40, 1, 3, 2, 5],
  files: [3, 20, 1, 2, 2, 5],
};

/** The tokens of the rows that are shown. */
function shown(rows: TokenRows): string[] {
  return [...rows.rows].map((token) => COLUMNS.tokens[token]!);
}

describe('token table: rows', () => {
  it('stand as they were collected until a header is clicked', () => {
    assert.deepEqual(shown(new TokenRows(COLUMNS)), COLUMNS.tokens);
  });

  it('are sorted by token in natural order: numbers by their value, letters with accents beside the others', () => {
    const rows = new TokenRows(COLUMNS);
    rows.sort = { column: 'token', descending: false };
    assert.deepEqual(shown(rows), ['1girl', 'hat', 'score_9', 'score_10', 'smile', 'Über-hat']);
    rows.sort = { column: 'token', descending: true };
    assert.deepEqual(shown(rows), ['Über-hat', 'smile', 'score_10', 'score_9', 'hat', '1girl']);
  });

  it('with equal numbers stay as they were collected, up and down', () => {
    const rows = new TokenRows(COLUMNS);
    rows.sort = { column: 'count', descending: true };
    assert.deepEqual(shown(rows), ['1girl', 'score_9', 'smile', 'hat', 'score_10', 'Über-hat']);
    rows.sort = { column: 'count', descending: false };
    assert.deepEqual(shown(rows), ['Über-hat', 'score_10', 'smile', 'hat', 'score_9', '1girl']);
    rows.sort = { column: 'files', descending: true };
    assert.deepEqual(shown(rows), ['1girl', 'score_9', 'smile', 'hat', 'score_10', 'Über-hat']);
    rows.sort = undefined;
    assert.deepEqual(shown(rows), COLUMNS.tokens);
  });

  it('are those with the text of the filter in them, in either case, in the same order', () => {
    const rows = new TokenRows(COLUMNS);
    rows.sort = { column: 'count', descending: true };
    rows.filter = ' HAT ';
    assert.deepEqual(shown(rows), ['hat', 'Über-hat']);
    rows.filter = 'über';
    assert.deepEqual(shown(rows), ['Über-hat']);
    rows.filter = 'score_';
    assert.deepEqual(shown(rows), ['score_9', 'score_10']);
    rows.filter = 'nothing';
    assert.deepEqual(shown(rows), []);
    rows.filter = ' ';
    assert.equal(shown(rows).length, 6);
  });
});

describe('token table: a click on a header', () => {
  it('sorts, turns round, and then gives back the order of collecting', () => {
    const first = nextSort(undefined, 'count');
    assert.deepEqual(first, { column: 'count', descending: true });
    const second = nextSort(first, 'count');
    assert.deepEqual(second, { column: 'count', descending: false });
    assert.equal(nextSort(second, 'count'), undefined);
  });

  it('begins with the letter a for tokens, and anew for another column', () => {
    assert.deepEqual(nextSort(undefined, 'token'), { column: 'token', descending: false });
    assert.deepEqual(nextSort({ column: 'token', descending: true }, 'files'), {
      column: 'files',
      descending: true,
    });
  });
});
