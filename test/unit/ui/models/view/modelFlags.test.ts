import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { HeaderSummary } from '../../../../../src/core/models/header/summary';
import type { ModelEntry } from '../../../../../src/core/models/library/modelEntry';
import { modelFlags } from '../../../../../src/ui/models/view/modelFlags';

const entry = (name: string, header: HeaderSummary | undefined, rest: Partial<ModelEntry> = {}): ModelEntry =>
  ({
    path: `/models/${name}`,
    relativePath: name,
    state: 'unidentified',
    header,
    ...rest,
  }) as unknown as ModelEntry;
const ofLora = (name: string, header: HeaderSummary = {}, rest: Partial<ModelEntry> = {}) =>
  modelFlags(entry(name, { type: 'LORA', ...header }, rest), false).filter((flag) => /lora/i.test(flag));

describe('the flags of a row', () => {
  it('offer a LoRA a name only where it has none and its header can be written', () => {
    assert.deepEqual(ofLora('a.safetensors'), ['lora', 'loraWithHeader', 'unnamedLora']);
    assert.deepEqual(ofLora('a.SFT', { title: 'only a title' }), ['lora', 'loraWithHeader', 'unnamedLora']);
    assert.deepEqual(ofLora('a.safetensors', { title: 'a', outputName: 'a' }), ['lora', 'loraWithHeader']);
    assert.deepEqual(ofLora('a.pt'), ['lora']);
    assert.deepEqual(ofLora('a.safetensors', {}, { state: 'refused' }), ['lora']);
  });

  it('tell what is known and where it lies', () => {
    const sidecar = { civitai_model_id: 1, trigger_words: ['cat'], hash: '00' };
    const known = entry('a.pt', undefined, { sidecar, state: 'identified' } as unknown as ModelEntry);
    assert.deepEqual(modelFlags(known, true), [
      'model',
      'checkpoint',
      'identified',
      'hasCivitai',
      'hasSidecar',
      'hasTriggers',
      'hasHash',
      'inWorkspace',
    ]);
    assert.deepEqual(modelFlags(entry('a.pt', undefined), false), ['model', 'checkpoint', 'unidentified']);
  });
});
