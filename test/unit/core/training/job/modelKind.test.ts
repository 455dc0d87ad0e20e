import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { familyOfBase, kindOfModel } from '../../../../../src/core/training/job/modelKind';
import { safetensors } from '../../../support/safetensors';
import { tempFolder } from '../../../support/tempFolder';

describe('the kind of a base model', () => {
  const folder = tempFolder();
  const write = (name: string, metadata: Record<string, string>, ...tensors: string[]) =>
    folder.write(name, safetensors(Object.fromEntries(tensors.map((each) => [each, { values: [1] }])), metadata)); // prettier-ignore

  for (const [baseModel, family] of [
    ['SD 1.5', 'sd15'],
    ['SD 2.1 768', 'sd15'],
    ['SDXL 1.0', 'sdxl'],
    ['Pony', 'sdxl'],
    ['Illustrious', 'sdxl'],
    ['NoobAI', 'sdxl'],
    ['Flux.1 D', 'flux'],
    ['Chroma', 'flux'],
    ['SD 3.5 Large', 'sd3'],
    ['Lumina', 'lumina'],
    ['Hunyuan 1', 'hunyuan_image'],
    ['Anima', 'anima'],
    ['Flux.2 D', undefined],
    ['Other', undefined],
  ] as const)
    it(`${baseModel} is trained as ${family ?? 'none'}`, () => assert.equal(familyOfBase(baseModel), family));

  it('is told by the header of its file', () => {
    const path = write('flux.safetensors', {}, 'double_blocks.0.img_attn.qkv.weight', 'single_blocks.0.linear1.weight'); // prettier-ignore
    assert.equal(kindOfModel(path)?.family, 'flux');
  });

  it('is unknown for a LoRA, for a file that is damaged and for one that is not there', () => {
    const lora = write('lora.safetensors', { ss_base_model_version: 'sd_v1', ss_network_module: 'networks.lora' }, 'lora_unet_x.lora_down.weight'); // prettier-ignore
    assert.equal(kindOfModel(lora), undefined);
    assert.equal(kindOfModel(folder.write('bad.safetensors', 'x')), undefined);
    assert.equal(kindOfModel(`${folder.path}/none.safetensors`), undefined);
  });
});
