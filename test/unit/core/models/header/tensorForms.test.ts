import assert from 'node:assert/strict';
import { TensorFormCollector } from '../../../../../src/core/models/header/tensorForms';

describe('the forms of tensors', () => {
  const collected = (...names: string[]): TensorFormCollector => {
    const tensors = new TensorFormCollector();
    for (const name of names) tensors.add(name, [1]);
    return tensors;
  };

  it('tell of attention in the first block, by whichever number of a form comes first', () => {
    for (const nameOf of [
      (block: number) => `lora_unet_down_blocks_${block}_attentions_0_proj`,
      (block: number) => `model.input_blocks.${block}.1.proj`,
    ]) {
      const [without, last, first] = [
        [2, 4],
        [4, 2, 1, 0],
        [1, 0, 2],
      ].map((blocks) => collected(...blocks.map(nameOf)));
      assert.deepEqual(
        [without, last, first].map((tensors) => [tensors?.forms.size, tensors?.firstBlockAttention]),
        [
          [1, false],
          [1, true],
          [1, true],
        ],
      );
    }
  });

  it('tell of a deep transformer, by whichever number of a form comes first', () => {
    const nameOf = (depth: number) => `down_blocks.1.attentions.0.transformer_blocks.${depth}.proj`;
    assert.equal(collected(nameOf(0), nameOf(1)).deepTransformer, false);
    assert.equal(collected(nameOf(0), nameOf(1), nameOf(2)).deepTransformer, true);
    assert.equal(collected('joint.transformer_blocks.5.proj').deepTransformer, false);
  });

  it('tell of numbers beyond the forms that are kept', () => {
    const names = Array.from({ length: 4000 }, (_, index) =>
      index.toString(2).replaceAll('0', 'a').replaceAll('1', 'b'),
    );
    const tensors = collected(...names, 'input_blocks.7.1.a', 'input_blocks.1.1.b');
    assert.equal(tensors.forms.size, names.length);
    assert.equal(tensors.firstBlockAttention, true);
  });
});
