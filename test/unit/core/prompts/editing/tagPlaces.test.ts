import assert from 'node:assert/strict';
import { tagPlaces } from '../../../../../src/core/prompts/editing/tagPlaces';

const written = (text: string, json = true) =>
  tagPlaces(text, json).map(({ name, weight, start, end, nameStart, nameEnd }) => [
    name,
    weight,
    text.slice(start, end),
    text.slice(nameStart, nameEnd),
  ]);

describe('tagPlaces', () => {
  it('finds the tags of all values of a prompt file, and none in keys', () => {
    const text = JSON.stringify({
      '<lora:key:1>': 'a',
      prompt: 'cat, <lora:mira:0.8>, <LoRA:b>',
      list: ['<lora:c:1>'],
    });
    assert.deepEqual(written(text), [
      ['mira', 0.8, '<lora:mira:0.8>', 'mira'],
      ['b', 1, '<LoRA:b>', 'b'],
      ['c', 1, '<lora:c:1>', 'c'],
    ]);
  });

  it('names them as they are meant, and places them as they are written', () => {
    const text = String.raw`{"prompt": "a\n\u00e9 <lora:say \"hi\" \u00e9:1>"}`;
    assert.deepEqual(written(text), [
      ['say "hi" é', 1, String.raw`<lora:say \"hi\" \u00e9:1>`, String.raw`say \"hi\" \u00e9`],
    ]);
  });

  it('finds the tags of a file that is just being written', () => {
    const text = '{\n  "prompt": "<lora:a:1>, <lora:b\n  "lora": "<lora:c:1>';
    assert.deepEqual(
      written(text).map(([name]) => name),
      ['a', 'c'],
    );
  });

  it('finds the tags of a text', () => {
    assert.deepEqual(written('"cat", <lora:mira:0.8> \\', false), [['mira', 0.8, '<lora:mira:0.8>', 'mira']]);
  });
});
