import assert from 'node:assert/strict';
import { findToken } from '../../../../../src/core/prompts/tokens/findToken';
import { promptTokens } from '../../../../../src/core/prompts/tokens/tokens';

/** What is found of a token in the text of a prompt file. */
function found(text: string, token: string): string | undefined {
  const place = findToken(text, token);
  return place && text.slice(place.start, place.end);
}

describe('the place of a collected token in a prompt file', () => {
  it('is the item itself, without blanks, brackets and weight around it', () => {
    const text = JSON.stringify({ raw_prompt: 'white hat,  (Hat:1.2) , cat <lora:hat:1>' }, undefined, 2);
    assert.equal(found(text, 'hat'), 'Hat');
    assert.equal(findToken(text, 'hat')?.start, text.indexOf('Hat'));
    assert.equal(found(text, 'white hat'), 'white hat');
    assert.equal(found(text, 'lora'), undefined);
  });

  it('counts the escapes of JSON and of prompts', () => {
    const raw = 'a "quoted" thing\n\\(sign\\), ☂ umbrella, sign';
    const text = `{ "lora": "sign", "raw_prompt": ${JSON.stringify(raw).replace('☂', '\\u2602')} }`;
    assert.equal(found(text, '(sign)'), String.raw`\\(sign\\)`);
    assert.equal(found(text, '☂ umbrella'), String.raw`\u2602 umbrella`);
    assert.equal(found(text, 'a "quoted" thing'), String.raw`a \"quoted\" thing`);
    assert.equal(findToken(text, 'sign')?.start, text.lastIndexOf('sign'));
  });

  it('is in raw_prompt first, of two of that name in the last, and never in a nested object', () => {
    const text = '{"x":{"raw_prompt":"hat"},"prompt":"hat","raw_prompt":"cat","raw_prompt":"dog, hat"}';
    assert.equal(findToken(text, 'hat')?.start, text.lastIndexOf('hat'));
    assert.equal(findToken(text, 'cat'), undefined);
    const nested = '{"raw_prompt":"hat","x":{"raw_prompt":"hat, bag"}}';
    assert.equal(findToken(nested, 'hat')?.start, nested.indexOf('hat'));
    assert.equal(findToken(nested, 'bag'), undefined);
    assert.equal(found('{"prompt":"hat","raw_prompt":"cat"}', 'hat'), 'hat');
  });

  it('is none where the file was changed since', () => {
    assert.equal(findToken('{"raw_prompt":"cat"}', 'hat'), undefined);
    assert.equal(findToken('not JSON any more', 'hat'), undefined);
    assert.equal(findToken('', 'hat'), undefined);
  });

  it('is there for every token that is collected', () => {
    const raw = '(a, [b|c], {d::2|e}, f:1.2), [g:h:0.5] BREAK \\(i\\) AND (j) k, __l__';
    const text = JSON.stringify({ raw_prompt: raw });
    for (const token of promptTokens(raw)) assert.ok(findToken(text, token), token);
  });
});
