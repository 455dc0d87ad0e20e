import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readHeader } from '../../../../../src/core/models/header/read';
import { folderLora } from '../../../../../src/core/models/outputName/folderLora';
import { headerWithOutputName } from '../../../../../src/core/models/header/headerWithOutputName';
import { filterPrompt } from '../../../../../src/core/prompts/filter/filterPrompt';
import { filterSet } from '../../../../../src/core/prompts/filter/filterSet';
import { FILTER_GROUPS, NO_WORDS } from '../../../../../src/core/prompts/filter/filterWords';
import { itemKey, wordKeys } from '../../../../../src/core/prompts/grammar/key';
import { loraTags, moveLorasToFront } from '../../../../../src/core/prompts/grammar/loraTags';
import { editPromptFile, readPromptFile } from '../../../../../src/core/prompts/promptFile';
import { refilter } from '../../../../../src/core/prompts/rewrite/refilter';
import { regenerate } from '../../../../../src/core/prompts/rewrite/regenerate';
import type { PromptRules } from '../../../../../src/core/prompts/rewrite/rules';
import { rewriter } from '../../../../../src/core/prompts/run/rewriter';
import { tokensText } from '../../../../../src/core/prompts/run/tokensFile';
import { promptTokens } from '../../../../../src/core/prompts/tokens/tokens';
import { makeLora } from '../../../../fixtures/makeModels';
import { tempFolder } from '../../../support/tempFolder';
import { EDGE_CASES } from './edgeCases';
import { filtered } from './filtering';

const rules: PromptRules = {
  words: { ...NO_WORDS, sex: ['nude'], clothes: ['hat'], etc: ['smile'] },
  trailingComma: 'preserve',
  loraTags: 'all',
  refilterSource: 'existing',
  underscoresAsSpaces: true,
};
const RAW = '1girl, hat, nude, smile, <lora:mira__v2:0.8>, <lora:ink:1>';

describe('The rules of prompts', () => {
  const folder = tempFolder();

  it('R1 lossless: only what matches is cut, and nothing twice', () => {
    const prompt = ' 1girl ,,\t(a:1.20), hat,\r\n\\(b\\), <lora:x:1.0> ';
    assert.equal(filtered(prompt, ['smile']), prompt);
    const once = filtered(prompt, ['hat']);
    assert.equal(once, ' 1girl ,,\t(a:1.20),\r\n\\(b\\), <lora:x:1.0> ');
    assert.equal(filtered(once, ['hat']), once);
  });

  it('R2 items: commas, lines and words in capitals separate, brackets enclose, tags are one', () => {
    const prompt = 'a，b\nc BREAK d AND e ADDROW f, (g, h:1.2) <lora:i, j:1> k\\, l';
    assert.deepEqual(promptTokens(prompt), ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'k\\', 'l']);
  });

  it('R2 words in capitals separate only where no letter, digit or underscore of any script is beside them', () => {
    assert.deepEqual(promptTokens('a (b)BREAK(c) [d]AND[e] break f'), ['a (b)', 'c', 'd', '[e] break f']);
    for (const one of ['BREAKFAST', 'aBREAK', 'BREAK2', '_AND', 'AND_', 'éAND', 'ANDé', '微AND', 'AND𝒜']) {
      assert.equal(promptTokens(one).length, 1, one);
    }
    assert.deepEqual(promptTokens('<タグ:x, y>, a < b:c, d'), ['a < b:c', 'd'], 'what a tag is');
  });

  it('R2 brackets that do not pair, or are nested deeper than 64, are letters', () => {
    assert.deepEqual(promptTokens('(a, b], c}, [d'), ['(a', 'b]', 'c}', '[d']);
    assert.deepEqual(promptTokens('(a, [b), c]'), ['a', '[b', 'c]']);
    const nested = (depth: number) => `${'('.repeat(depth)}a, b${')'.repeat(depth)}`;
    assert.deepEqual(promptTokens(nested(64)), ['a', 'b']);
    assert.deepEqual(promptTokens(nested(65)), ['(a', 'b)']);
    assert.equal(filtered(nested(64), ['b']), nested(64).replace(', b', ''));
  });

  it('R3 key: weights, brackets, case, width and underscores do not matter', () => {
    for (const item of ['long hair', '((Long_Hair:1.2))', '[long  hair]', 'ｌｏｎｇ hair:0.9']) {
      assert.equal(itemKey(item, true), 'long hair');
    }
    assert.equal(itemKey('16:9', true), '16:9');
    assert.deepEqual(wordKeys('(sign)', true), ['sign', '(sign)']);
  });

  it('R4 filter: whole items only, weights stay with what is left, LoRAs stay', () => {
    const prompt = 'hat, hatsune miku, that, white hat, (smile, hat:1.3), [hat|cat] <lora:hat:1>';
    assert.equal(
      filtered(prompt, ['hat']),
      'hatsune miku, that, white hat, (smile:1.3), [|cat] <lora:hat:1>',
    );
  });

  it('R4 of two separators that meet the stronger stays', () => {
    const separators = [',', '\n', ' BREAK ', ' AND '];
    separators.forEach((weak, index) => {
      for (const strong of separators.slice(index)) {
        assert.equal(filtered(`a${weak}x${strong}b`, ['x']), `a${strong}b`);
        assert.equal(filtered(`a${strong}x${weak}b`, ['x']), `a${strong}b`);
      }
    });
  });

  it('R4 each removed item is told as it stood there, with the first of its groups', () => {
    const words = { sex: ['smile', 'both'], clothes: ['hat', 'both'], etc: ['watermark', 'hat'] };
    const prompt = 'cat, (Smile:1.2), [dog:hat:0.5] BREAK both, watermark';
    assert.deepEqual(filterPrompt(prompt, filterSet(words, FILTER_GROUPS, true)), {
      text: 'cat, [dog::0.5]',
      removed: [
        { token: '(Smile:1.2)', group: 'sex' },
        { token: 'hat', group: 'clothes' },
        { token: 'both', group: 'sex' },
        { token: 'watermark', group: 'etc' },
      ],
    });
    assert.equal(filterPrompt('smile, hat, both', filterSet(words, ['etc'], true)).text, 'smile, both');
  });

  it('R5 tags: in their order, as they are written, with a weight of 1 where there is none', () => {
    const tags = loraTags('<LoRA:b c:0.5:1>, <lyco:d:1>, (<lora:a>), <lora:>');
    assert.deepEqual(
      tags.map(({ tag, name, weight }) => [tag, name, weight]),
      [
        ['<LoRA:b c:0.5:1>', 'b c', 0.5],
        ['<lora:a>', 'a', 1],
      ],
    );
  });

  it('R6 front: all tags, then the body; those whose place has a meaning stay', () => {
    const moved = moveLorasToFront('(cat <lora:x:1>:1.2), a <lora:y:1> b, [<lora:z:1>|c]');
    assert.equal(moved, '<lora:x:1>, <lora:y:1>, (cat:1.2), a b, [<lora:z:1>|c]');
    assert.equal(moveLorasToFront(moved), moved);
  });

  it('R7 refilter: existing fields, all words or Etc, the tags of raw_prompt', () => {
    const fields = { raw_prompt: RAW, prompt: '1girl, hat, smile', prompt_with_clothes: '1girl, hat, smile' };
    const { changes } = refilter(rules)(fields);
    const front = '<lora:mira__v2:0.8>, <lora:ink:1>';
    assert.deepEqual(changes, { prompt: `${front}, 1girl`, prompt_with_clothes: `${front}, 1girl, hat` });
    assert.deepEqual(refilter(rules)({ ...fields, ...changes }).changes, {});
    const last = refilter({ ...rules, loraTags: 'last', refilterSource: 'raw' })(fields).changes;
    assert.equal(last.prompt_with_clothes, '<lora:ink:1>, 1girl, hat, nude');
    const old = refilter(rules)({ prompt: 'cat', lora: '<lora:old:1>' }).changes;
    assert.deepEqual(old, { prompt: '<lora:old:1>, cat' });
  });

  it('R7 a comma at the end: stays as it was, or always is there, or never', () => {
    const ends = (trailingComma: PromptRules['trailingComma'], prompt: string) =>
      refilter({ ...rules, trailingComma })({ prompt }).changes.prompt ?? prompt;
    assert.deepEqual(
      ['a,', 'a', 'a\\,'].map((prompt) => ends('preserve', prompt)),
      ['a,', 'a', 'a\\,'],
    );
    assert.deepEqual(
      ['a,', 'a', ''].map((prompt) => ends('always', prompt)),
      ['a,', 'a,', ''],
    );
    assert.deepEqual(
      ['a, ', 'a', 'a\\,'].map((prompt) => ends('never', prompt)),
      ['a', 'a', 'a\\'],
    );
  });

  it('R8 regenerate: raw_prompt, the tag of the folder’s LoRA in front, all words or all but Clothes', () => {
    const make = regenerate(rules);
    const { changes } = make({ raw_prompt: RAW }, { name: 'mira_v2', aliases: ['mira_v2'] });
    const front = '<lora:mira__v2:0.8>, <lora:ink:1>';
    assert.deepEqual(changes, {
      prompt: `${front}, 1girl`,
      prompt_with_clothes: `${front}, 1girl, hat`,
      lora: front,
    });
    const none = make({ raw_prompt: 'cat' }, { name: 'mira', aliases: [] }).changes;
    assert.equal(none.prompt, '<lora:mira:1>, cat');
  });

  it('R8 a file without raw_prompt is skipped, and one of a folder without LoRA', () => {
    const rewrite = rewriter('regenerate', rules);
    for (const raw_prompt of ['', ' \n', undefined]) {
      const bytes = Buffer.from(JSON.stringify({ raw_prompt, prompt: 'cat' }));
      assert.equal(rewrite(bytes, { name: 'mira', aliases: [] }), 'no_raw_prompt');
    }
    assert.equal(rewrite(Buffer.from('{"raw_prompt":"cat"}'), undefined), 'no_lora');
  });

  it('R9 collect: keys with their underscores, in the order they were first seen', () => {
    assert.deepEqual(promptTokens('Score_9, (a:1.2), [b:c:5], <lora:x:1>, a'), [
      'score_9',
      'a',
      'b',
      'c',
      'a',
    ]);
    const tokens = ['score_9', 'a'].map((token) => ({ token, count: 1, files: [0] }));
    assert.equal(tokensText({ tokens }), '[\n  "score_9",\n  "a"\n]\n');
  });

  it('R10 ss_output_name: from the header, else by the file’s name; written with all else as it was', async () => {
    const file = folder.write('mira__v2.safetensors', makeLora({ name: 'mira', hash: false }));
    const read = (path: string) => Promise.resolve(readHeader(path));
    const found = await folderLora(folder.path, read);
    assert.deepEqual([found?.file, found?.name, found?.source], [file, 'mira', 'header']);
    const json = '{"__metadata__":{"ss_steps":"7"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    const nameless = folder.write(
      'a__b.safetensors',
      Buffer.concat([length, Buffer.from(json), Buffer.alloc(4)]),
    );
    assert.equal((await folderLora(folder.path, read))?.name, 'a_b');
    const { bytes } = headerWithOutputName(nameless, 'a_b');
    assert.equal(bytes.length % 8, 0);
    const written = Buffer.from(bytes.subarray(8)).toString('utf8');
    assert.equal(written.trimEnd(), json.replace('"7"', '"7","ss_output_name":"a_b"'));
  });

  it('R11 files: JSON with a prompt; only the values that change are written anew', () => {
    const text =
      '\ufeff{\r\n\t"seed": 12345678901234567890, "cfg": 7.0,\r\n\t"prompt" : "a",\r\n\t"prompt": "b\\u00e9"\r\n}\r\n';
    const file = readPromptFile(Buffer.from(text));
    assert.ok(typeof file !== 'string');
    assert.deepEqual(file.fields, { prompt: 'bé' });
    assert.equal(editPromptFile(file, { prompt: 'c' }), text.replace('"b\\u00e9"', '"c"'));
    assert.equal(readPromptFile(Buffer.from('a cat')), 'plain_text');
    assert.equal(readPromptFile(Buffer.from('{"prompt": "a"')), 'not_json');
    assert.equal(readPromptFile(Buffer.from('{"seed": 1}')), 'no_prompt');
    assert.equal(readPromptFile(Buffer.from([0x7b, 0xff])), 'not_utf8');
  });

  it('R12 linear: what no prompt is comes back, however long or deep', () => {
    const open = '<lora:'.repeat(20_000);
    assert.equal(moveLorasToFront(open), open);
    assert.equal(filtered(open, ['hat']), open);
    const deep = `${'('.repeat(5_000)}hat${')'.repeat(5_000)}`;
    assert.equal(filtered(deep, ['cat']), deep);
    assert.equal(promptTokens(`${deep}, cat`).at(-1), 'cat');
    const long = '(blue sky:1.2), <lora:a b:0.8>, [cat|dog], 1girl, '.repeat(100_000);
    assert.equal(filtered(long, ['hat']), long);
  });

  it('R12 linear: anything many times in a row is a prompt', () => {
    // What begins something and never ends it is where time could grow with the square of the length.
    const begun = [
      '(',
      '([{',
      ')',
      '\\',
      ':1',
      '(a:1',
      '[a|',
      '{a|',
      '$$',
      '<',
      '<a',
      ', ',
      '\u0301',
      '_',
      'BREAK ',
    ];
    for (const long of [
      ...begun.map((piece) => piece.repeat(5_000)),
      ...EDGE_CASES.map(({ prompt }) => `${prompt}, `.repeat(300)),
    ]) {
      assert.equal(filtered(long, ['no such word']), long);
      const once = filtered(long, ['a', 'smile']);
      assert.equal(filtered(once, ['a', 'smile']), once);
      assert.equal(moveLorasToFront(moveLorasToFront(long)), moveLorasToFront(long));
      assert.ok([...promptTokens(long), ...wordKeys(long, true)].every((token) => token !== ''));
    }
  });

  it('R12 linear: so does what is cut out in very many places', () => {
    // Were the time to grow with the square of the length, the test would run into its time limit.
    const many = 20_000;
    assert.equal(filtered('x(hat)'.repeat(many), ['hat']), `${'x '.repeat(many - 1)}x`);
    assert.equal(filtered('x(hat BREAK hat)'.repeat(many), ['hat']), `${'x BREAK '.repeat(many - 1)}x`);
    assert.equal(filtered(`{${'hat|'.repeat(many)}cat}`, ['hat']), '{cat}');
    // A word without letters is looked for in another way.
    assert.equal(filtered(`${'dog, '.repeat(many)}hat`, ['hat', '^_^']), 'dog, '.repeat(many).slice(0, -2));
    assert.deepEqual(promptTokens('('.repeat(many) + 'hat' + ')'.repeat(many)), ['hat']);
  });
});
