import assert from 'node:assert/strict';
import { headerSummary } from '../../../../../src/core/models/header/headerSummary';

const summary = (metadata: Record<string, string>) => headerSummary({ metadata });
const HASH = '0123456789abcdef'.repeat(4);

describe('headerSummary', () => {
  it('takes the AutoV3 from a usable hash of the tensors', () => {
    assert.equal(summary({ sshs_model_hash: HASH }).autov3, '0123456789ab');
    assert.equal(summary({ sshs_model_hash: HASH.toUpperCase() }).autov3, '0123456789ab');
  });

  for (const hash of [
    `0x${HASH}`,
    `0x${HASH.slice(2)}`,
    HASH.slice(1),
    '0'.repeat(64),
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'None',
    '',
  ]) {
    it(`does not use the hash "${hash}"`, () =>
      assert.equal(summary({ sshs_model_hash: hash }).autov3, undefined));
  }

  for (const [told, baseModel] of [
    ['sdxl_base_v1-0', 'SDXL 1.0'],
    ['sd_v1', 'SD 1.5'],
    ['sd_v2', 'SD 2.1'],
    ['sd_v2_v', 'SD 2.1'],
    ['sd3', 'SD 3'],
    ['sd3.5-large', 'SD 3.5 Large'],
    ['flux1', 'Flux.1 D'],
    ['lumina', 'Lumina'],
    ['anima', 'Anima'],
    ['hunyuan-image-2.1', undefined],
    ['something new', undefined],
  ] as const) {
    it(`calls ss_base_model_version ${told} ${baseModel}`, () =>
      assert.equal(summary({ ss_base_model_version: told }).baseModel, baseModel));
  }

  for (const [architecture, baseModel, type] of [
    ['stable-diffusion-v1', 'SD 1.5', 'Checkpoint'],
    ['stable-diffusion-v1/lora', 'SD 1.5', 'LORA'],
    ['stable-diffusion-v2-768-v/lora', 'SD 2.1', 'LORA'],
    ['stable-diffusion-xl-v1-base/lora', 'SDXL 1.0', 'LORA'],
    ['stable-diffusion-xl-v1-base', 'SDXL 1.0', 'Checkpoint'],
    ['stable-diffusion-v1/textual-inversion', 'SD 1.5', 'TextualInversion'],
    ['stable-diffusion-3-medium', 'SD 3', 'Checkpoint'],
    ['Flux-1-dev/lora', 'Flux.1 D', 'LORA'],
    ['flux-1-schnell', 'Flux.1 S', 'Checkpoint'],
    ['lumina-2/lora', 'Lumina', 'LORA'],
    ['unheard-of/constructor', undefined, undefined],
  ] as const) {
    it(`reads the architecture ${architecture}`, () => {
      const read = summary({ 'modelspec.architecture': architecture });
      assert.equal(read.baseModel, baseModel);
      assert.equal(read.type, type);
    });
  }

  it('tells the type by the network module', () => {
    assert.equal(summary({ ss_network_module: 'networks.lora' }).type, 'LORA');
    assert.equal(summary({ ss_network_module: 'lycoris.kohya' }).type, 'LoCon');
    assert.equal(summary({ ss_network_module: 'None' }).type, undefined);
  });

  it('takes title and trigger phrase, cut where they are absurdly long', () => {
    const read = summary({
      ss_output_name: 'out',
      'modelspec.title': ' My LoRA ',
      'modelspec.trigger_phrase': 'ohwx',
    });
    assert.deepEqual(read, { title: 'My LoRA', outputName: 'out', triggerPhrase: 'ohwx' });
    assert.deepEqual(summary({ ss_output_name: 'out' }), { title: 'out', outputName: 'out' });
    assert.equal(summary({ ss_output_name: 'x'.repeat(10_000) }).title?.length, 200);
  });

  it('tells nothing where the header tells nothing', () => assert.deepEqual(summary({}), {}));
});
