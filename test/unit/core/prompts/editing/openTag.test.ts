import assert from 'node:assert/strict';
import { openTag } from '../../../../../src/core/prompts/editing/openTag';

/** What comes of a text with `|` for the cursor when the name `NAME` of weight 0.8 is chosen. */
function complete(text: string): string | undefined {
  const [before = '', behind = ''] = text.split('|');
  const open = openTag(before, behind);
  if (!open) return undefined;
  const weight = open.hasWeight ? '' : ':0.8';
  const written = open.part === 'weight' ? '0.8' : `${open.part === 'kind' ? 'lora:' : ''}NAME${weight}`;
  return before.slice(0, before.length - open.before) + written + open.rest + behind.slice(open.behind);
}

describe('openTag', () => {
  for (const [written, completed] of [
    ['cat, <|', 'cat, <lora:NAME:0.8>'],
    ['cat, <|>, dog', 'cat, <lora:NAME:0.8>, dog'],
    ['<lo|', '<lora:NAME:0.8>'],
    ['<LORA|', '<lora:NAME:0.8>'],
    ['<lora:|', '<lora:NAME:0.8>'],
    ['<lora:mi|', '<lora:NAME:0.8>'],
    ['<LoRA:mi|', '<LoRA:NAME:0.8>'],
    ['<lora:mi|>', '<lora:NAME:0.8>'],
    ['<lora:mi|ra>', '<lora:NAME:0.8>'],
    ['<lora:mi|ra:0.5>, cat', '<lora:NAME:0.5>, cat'],
    ['<lora:mi|:0.5:0.7>', '<lora:NAME:0.5:0.7>'],
    ['<lora:|:1>', '<lora:NAME:1>'],
    ['<lora:mi|, cat', '<lora:NAME:0.8>, cat'],
    ['<lora:mi| cat', '<lora:NAME:0.8> cat'],
    ['<lora:mi|:0.5, cat', '<lora:NAME:0.5>, cat'],
    ['<lora:mi|, cat, <lora:b:1>', '<lora:NAME:0.8>, cat, <lora:b:1>'],
    ['<lora:mi| <lora:b:1>', '<lora:NAME:0.8> <lora:b:1>'],
    ['<lora:a:1> <lora:mi|', '<lora:a:1> <lora:NAME:0.8>'],
    ['<lora:two words|', '<lora:NAME:0.8>'],
    ['<lora:mira:|', '<lora:mira:0.8>'],
    ['<lora:mira:|>', '<lora:mira:0.8>'],
    ['<lora:mira:0.|', '<lora:mira:0.8>'],
    ['<lora:mira:|1>', '<lora:mira:0.8>'],
    ['<lora:mira:|, cat', '<lora:mira:0.8>, cat'],
    ['<lora:mira:|:0.5>', '<lora:mira:0.8:0.5>'],
    ['cat|', undefined],
    ['<lora:mira:1>|', undefined],
    ['<lora:mira:1> cat|', undefined],
    ['<lora:mira:1:|', undefined],
    ['<lyco:mi|', undefined],
    ['<3 |', undefined],
    ['<lorax|', undefined],
    [`<lora:${'a'.repeat(400)}|`, undefined],
  ] as const) {
    it(`makes of ${written.slice(0, 40)} ${completed ?? 'nothing'}`, () => {
      assert.equal(complete(written), completed);
    });
  }

  it('names the model whose weight is being written', () => {
    assert.equal(openTag('a, <lora:mira:', '>')?.name, 'mira');
  });
});
