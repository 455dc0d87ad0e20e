import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readFilterText } from '../../../../../src/core/prompts/filter/filterText';

describe('what a filter file means', () => {
  for (const [what, text, words] of [
    ['commas and lines', 'hat, cap\ncoat', ['hat', 'cap', 'coat']],
    ['lines of an old Macintosh', 'hat\rcap\rcoat', ['hat', 'cap', 'coat']],
    ['comments of a line and behind a word', '# all\nhat # the hat\ncap #no', ['hat', 'cap']],
    ['a # within a word', 'c#, #1', ['c#']],
    ['semicolons', 'hat; cap;coat;', ['hat', 'cap', 'coat']],
    ['faces', ';), ;d, :3; x', [';)', ';d', ':3', 'x']],
    ['quotes', '"hat", \'cap\', “coat”, „Mütze“, `scarf`', ['hat', 'cap', 'coat', 'Mütze', 'scarf']],
    ['two words in one pair of quotes', '"hat, cap"', ['hat', 'cap']],
    ['a list', '- hat\n* cap\n• coat\n1. scarf\n2) shoe', ['hat', 'cap', 'coat', 'scarf', 'shoe']],
    ['what only looks like a list', '1girl, 2.5d, -_-, *_*', ['1girl', '2.5d', '-_-', '*_*']],
    ['JSON lists', '["hat", "red cap"]', ['hat', 'red cap']],
    ['JSON by groups', '{"clothes": ["hat", ["cap"]], "x": 3}', ['hat', 'cap']],
    ['weights and brackets', '(hat:1.2), \\(cap\\), [a, b]', ['(hat:1.2)', '\\(cap\\)', '[a, b]']],
    ['marks that are not seen', '\ufeffhat\u200b,\u00a0cap\u00a0', ['hat\u200b', 'cap']],
    ['nothing', ' ,,\n;\n#\n', []],
  ] as const) {
    it(`reads ${what}`, () => assert.deepEqual(readFilterText(text), { words, notices: [] }));
  }

  for (const word of ['BREAK', 'AND', '<lora:x:1>', '\u200b']) {
    it(`says that ${JSON.stringify(word)} filters nothing`, () => {
      const { words, notices } = readFilterText(`hat\n${word}`);
      assert.deepEqual(words, ['hat']);
      assert.equal(notices.length, 1);
      assert.match(notices[0] ?? '', /filters nothing: /);
    });
  }
});
