import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  editStrings,
  joinedSpans,
  touchedPart,
  touchedStrings,
} from '../../../../../src/core/prompts/editing/stringEdits';

/** The text between the marks, and where they stood. */
function marked(text: string): { text: string; start: number; end: number } {
  const start = text.indexOf('▸');
  const end = text.indexOf('◂') - 1;
  return { text: text.replace(/[▸◂]/g, ''), start, end };
}

/** What strings a range touches, as they are written. */
function touched(of: string): string[] {
  const { text, ...range } = marked(of);
  return touchedStrings(text, range).map(({ start, end }) => text.slice(start, end));
}

/** The text with its first string value changed. */
function edited(text: string, change: (value: string) => string): string | undefined {
  const [string] = touchedStrings(text, { start: 0, end: text.length });
  assert.ok(string);
  const [edit] = editStrings(text, [string], change);
  return edit && text.slice(0, edit.start) + edit.text + text.slice(edit.end);
}

describe('what is selected', () => {
  it('is one where a cursor has its line and another selection lies in it', () => {
    const line = { start: 10, end: 30 };
    assert.deepEqual(joinedSpans([{ start: 15, end: 20 }, line, { start: 40, end: 41 }]), [
      line,
      { start: 40, end: 41 },
    ]);
    assert.deepEqual(joinedSpans([line, { start: 25, end: 50 }]), [{ start: 10, end: 50 }]);
    assert.deepEqual(joinedSpans([line, line]), [line]);
  });

  it('is as many as there are where they only touch', () => {
    const spans = [
      { start: 0, end: 5 },
      { start: 5, end: 9 },
      { start: 12, end: 12 },
    ];
    assert.deepEqual(joinedSpans(spans.toReversed()), spans);
  });
});

describe('strings that a selection touches', () => {
  it('are the values it lies in, reaches into or covers, and never a key', () => {
    assert.deepEqual(touched('{"a":"o▸n◂e","b":"two"}'), ['one']);
    assert.deepEqual(touched('{"a":"on▸e","b":"t◂wo"}'), ['one', 'two']);
    assert.deepEqual(touched('▸{"a":"one","b":"two","c":3}◂'), ['one', 'two']);
    assert.deepEqual(touched('{"a":"one","▸b◂":"two"}'), []);
    assert.deepEqual(touched('{"a":"one"▸,"b":◂"two"}'), []);
    assert.deepEqual(touched('{"a":▸"◂one"}'), ['one']);
  });

  it('are the value that a cursor stands in', () => {
    assert.deepEqual(touched('{"a":"one▸◂","b":"two"}'), ['one']);
    assert.deepEqual(touched('{"a":"one","b":▸◂ "two"}'), []);
  });

  it('give the part that is selected as it is meant', () => {
    const { text, ...range } = marked('{"a":"h\\u00e9, ▸\\"caf\\u00e9\\"◂, end"}');
    const [string] = touchedStrings(text, range);
    assert.ok(string);
    assert.equal(touchedPart(text, string, range), '"café"');
    assert.equal(touchedPart(text, string, { start: 0, end: text.length }), 'hé, "café", end');
  });
});

describe('an edited string', () => {
  it('keeps what does not change as it is written', () => {
    const text = '{"a":"h\\u00e9 \\/ hat, \\u0063at"}';
    assert.equal(
      edited(text, (value) => value.replace('hat, ', '')),
      '{"a":"h\\u00e9 \\/ \\u0063at"}',
    );
    assert.equal(
      edited(text, (value) => value),
      undefined,
    );
  });

  it('is escaped where it must be, and stays ASCII in a text that is', () => {
    const add = (text: string) => (value: string) => `${value}${text}`;
    assert.equal(edited('{"a":"x"}', add('"\\')), '{"a":"x\\"\\\\"}');
    assert.equal(edited('{"a":"x"}', add('é')), '{"a":"x\\u00e9"}');
    assert.equal(edited('{"a":"ö"}', add('é')), '{"a":"öé"}');
  });

  it('never splits a surrogate pair', () => {
    assert.equal(
      edited('{"a":"ö 😀"}', () => 'ö 😃'),
      '{"a":"ö 😃"}',
    );
    // The same second half.
    assert.equal(
      edited('{"a":"ö \u{1f600} x"}', () => 'ö \u{1fa00} x'),
      '{"a":"ö \u{1fa00} x"}',
    );
  });

  it('can lose everything, and repeat itself', () => {
    assert.equal(
      edited('{"a":"aaa"}', () => ''),
      '{"a":""}',
    );
    assert.equal(
      edited('{"a":"aaa"}', () => 'aa'),
      '{"a":"aa"}',
    );
    assert.equal(
      edited('{"a":"ab"}', () => 'abab'),
      '{"a":"abab"}',
    );
  });

  it('costs as little in a long list as in a short one', () => {
    const many = 100_000;
    const text = JSON.stringify(Array.from({ length: many }, () => 'cat, hat, and a few words more'));
    const strings = touchedStrings(text, { start: 0, end: text.length });
    // Were the time to grow with the square of the length, the test would run into its time limit.
    const edits = editStrings(text, strings, (value) => value.replace('hat, ', ''));
    assert.equal(edits.length, many);
  });
});
