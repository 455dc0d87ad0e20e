import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readFilterText } from '../../../../../src/core/prompts/filter/filterText';

describe('what a filter file means', () => {
  for (const [what, text, words] of [
    ['commas and lines', 'hat, cap\ncoat', ['hat', 'cap', 'coat']],
    ['lines of an old Macintosh', 'hat\rcap\rcoat', ['hat', 'cap', 'coat']],
    ['comments of a line and behind a word', '# all\nhat # the hat\ncap #no', ['hat', 'cap']],
    ['comments behind a comma', 'hat,#no\ncap,# no', ['hat', 'cap']],
    ['comments of programs', '// all\nhat // the hat\n//no\nhttp://x', ['hat', 'http://x']],
    ['a # within a word', 'c#, #1', ['c#']],
    ['semicolons', 'hat; cap;coat;', ['hat', 'cap', 'coat']],
    [
      'semicolons before quotes and other scripts',
      '"hat";"cap";帽;靴；coat',
      ['hat', 'cap', '帽', '靴', 'coat'],
    ],
    ['semicolons in a row, and before a word', 'hat;;cap\n;coat\n; scarf', ['hat', 'cap', 'coat', 'scarf']],
    ['tabs', 'hat\tcap\t\tcoat', ['hat', 'cap', 'coat']],
    ['form feeds', 'hat\fcap\vcoat', ['hat', 'cap', 'coat']],
    ['signs that control', 'hat\u001a\ncap\0', ['hat', 'cap']],
    ['faces', ';), ;d, :3; x', [';)', ';d', ':3', 'x']],
    ['quotes', '"hat", \'cap\', “coat”, „Mütze“, `scarf`', ['hat', 'cap', 'coat', 'Mütze', 'scarf']],
    ['other quotes', '‘hat’, ‚cap‘, ”coat”, »shoe«', ['hat', 'cap', 'coat', 'shoe']],
    ['quotes with a blank between them', '"hat" "red cap"', ['hat', 'red cap']],
    ['empty quotes', '"", \'\', hat', ['hat']],
    ['two words in one pair of quotes', '"hat, cap"', ['hat', 'cap']],
    ['a list', '- hat\n* cap\n• coat\n1. scarf\n2) shoe', ['hat', 'cap', 'coat', 'scarf', 'shoe']],
    ['a list to be ticked', '- [ ] hat\n- [x] cap', ['hat', 'cap']],
    ['what only looks like a list', '1girl, 2.5d, -_-, *_*', ['1girl', '2.5d', '-_-', '*_*']],
    ['JSON lists', '["hat", "red cap"]', ['hat', 'red cap']],
    ['JSON by groups', '{"clothes": ["hat", ["cap"]], "x": 3}', ['hat', 'cap']],
    ['JSON with a comma at its end', '[\n  "hat",\n  "cap",\n]\n', ['hat', 'cap']],
    ['JSON with comments', '["hat", // the hat\n"cap"]', ['hat', 'cap']],
    ['JSON of keys', '{"hat": true, "cap": false}', ['hat']],
    ['JSON of counted keys', '{"hat": 3, "cap": 0}', ['hat', 'cap']],
    ['JSON with several words in a text', '["hat, cap", "(a, b:1.2)"]', ['hat', 'cap', '(a, b:1.2)']],
    ['JSON of nothing', '[]', []],
    ['lists of other languages', "['hat', 'red cap',]", ['hat', 'red cap']],
    ['weights and brackets', '(hat:1.2), \\(cap\\), [a, b]', ['(hat:1.2)', '\\(cap\\)', '[a, b]']],
    ['marks that are not seen', '\ufeffhat\u200b,\u00a0cap\u00a0', ['hat\u200b', 'cap']],
    ['nothing', ' ,,\n;\n#\n', []],
  ] as const) {
    it(`reads ${what}`, () => assert.deepEqual(readFilterText(text), { words, notices: [] }));
  }

  it('says that a star stands for no letters, but for faces and several of them', () => {
    const { words, notices } = readFilterText('hat*, *cap*, *_*, **coat**, *');
    assert.deepEqual(words, ['hat*', '*cap*', '*_*', '**coat**', '*']);
    assert.deepEqual(
      notices,
      ['hat*', '*cap*'].map((word) => `“${word}” filters only what is written so: * stands for no letters.`),
    );
  });

  it('says that nothing but comments is in it', () => {
    const notices = ['No filter word is in it. What follows # is a comment.'];
    assert.deepEqual(readFilterText('#hat\n#cap'), { words: [], notices });
  });

  for (const word of ['BREAK', 'AND', '<lora:x:1>', '\u200b']) {
    it(`says that ${JSON.stringify(word)} filters nothing`, () => {
      const { words, notices } = readFilterText(`hat\n${word}`);
      assert.deepEqual(words, ['hat']);
      assert.equal(notices.length, 1);
      assert.match(notices[0] ?? '', /filters nothing: /);
    });
  }
});
