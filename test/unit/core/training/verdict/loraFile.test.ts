import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { loraFault } from '../../../../../src/core/training/verdict/loraFile';
import { safetensors, type TestTensor } from '../../../support/safetensors';
import { tempFolder } from '../../../support/tempFolder';

const DOWN = 'lora_unet_a.lora_down.weight';
const UP = 'lora_unet_a.lora_up.weight';

describe('what is wrong with a LoRA that was just trained', () => {
  const folder = tempFolder();
  const fault = (tensors: Readonly<Record<string, TestTensor>>) =>
    loraFault(folder.write('a.safetensors', safetensors(tensors)));

  it('is nothing, where it learned something', async () => {
    assert.equal(await fault({ [DOWN]: { values: [1, 2] }, [UP]: { values: [0, 1e-30] } }), undefined);
    assert.equal(
      await fault({
        [DOWN]: { values: [0x3c00], dtype: 'F16' },
        [UP]: { values: [0, 0x8001], dtype: 'BF16' },
      }),
      undefined,
    );
  });

  it('is that the matrices that start at zero still are, whatever sign the zeros have', async () => {
    assert.equal(await fault({ [DOWN]: { values: [1, 2] }, [UP]: { values: [0, -0] } }), 'zero');
    assert.equal(await fault({ [DOWN]: { values: [1] }, [UP]: { values: [0x8000], dtype: 'F16' } }), 'zero');
    assert.equal(
      await fault({ 'a.lora_A.weight': { values: [1] }, 'a.lora_B.weight': { values: [0] } }),
      'zero',
    );
    assert.equal(await fault({}), 'zero');
  });

  it('is a number that is none, in any tensor and type', async () => {
    assert.equal(await fault({ [DOWN]: { values: [1, NaN] }, [UP]: { values: [1] } }), 'not_finite');
    assert.equal(await fault({ [DOWN]: { values: [1] }, [UP]: { values: [-Infinity] } }), 'not_finite');
    assert.equal(
      await fault({ [DOWN]: { values: [1] }, [UP]: { values: [1, 0x7e00], dtype: 'F16' } }),
      'not_finite',
    );
    assert.equal(
      await fault({ [DOWN]: { values: [1] }, [UP]: { values: [1, 0xff80], dtype: 'BF16' } }),
      'not_finite',
    );
  });

  it('is that it was cut off, or is no such file', async () => {
    const whole = safetensors({ [UP]: { values: [1, 2, 3] } });
    for (let length = 0; length < whole.length; length++)
      assert.equal(await loraFault(folder.write('a.safetensors', whole.subarray(0, length))), 'unreadable');
    assert.equal(await loraFault(folder.write('a.safetensors', 'x'.repeat(100))), 'unreadable');
  });

  it('is that it is not there', async () => {
    assert.equal(await loraFault(`${folder.path}/none.safetensors`), 'missing');
    assert.equal(await loraFault(folder.path), 'missing');
  });
});
