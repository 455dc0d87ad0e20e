import assert from 'node:assert/strict';
import type { ModelEntry } from '../../../../../src/core/models/library/modelEntry';
import {
  choiceText,
  civitaiPage,
  downloadUrl,
  isLora,
  loraTag,
  modelName,
  resultsText,
  shownHash,
} from '../../../../../src/core/models/view/modelText';

const ENTRY: ModelEntry = {
  root: '/m',
  path: '/m/sub/my.style.v2.safetensors',
  relativePath: 'sub/my.style.v2.safetensors',
  size: 1,
  mtimeMs: 1,
  ino: 1,
  state: 'unidentified',
};

describe('model text', () => {
  it('names a model by its sidecar, else by Civitai, else by its file', () => {
    assert.equal(modelName(ENTRY), 'my.style.v2.safetensors');
    assert.equal(modelName({ ...ENTRY, sidecar: { name: ' ' } }), 'my.style.v2.safetensors');
    assert.equal(modelName({ ...ENTRY, sidecar: { name: ' Style ' } }), 'Style');
    assert.equal(modelName({ ...ENTRY, sidecar: { civitai_name: 'Theirs' } }), 'Theirs');
    assert.equal(modelName({ ...ENTRY, sidecar: { name: 'Mine', civitai_name: 'Theirs' } }), 'Mine');
  });

  it('makes the LoRA tag of the file name and the preferred weight', () => {
    assert.equal(loraTag(ENTRY), '<lora:my.style.v2:1>');
    assert.equal(loraTag({ ...ENTRY, sidecar: { preferred_weight: 0.8 } }), '<lora:my.style.v2:0.8>');
    assert.equal(loraTag({ ...ENTRY, sidecar: { preferred_weight: 0 } }), '<lora:my.style.v2:0>');
  });

  it('gives the download address of the very file before those of its version, and no token of a sidecar', () => {
    const own = 'https://civitai.com/api/download/models/1?type=Model';
    const download_urls = ['file:///etc/passwd', 'https://civitai.com/api/download/models/1?token=secret'];
    const of = (sidecar: ModelEntry['sidecar']) => downloadUrl({ ...ENTRY, ...(sidecar && { sidecar }) });
    assert.equal(of({ file_info: { downloadUrl: own }, download_urls }), own);
    assert.equal(of({ file_info: {}, download_urls }), 'https://civitai.com/api/download/models/1');
    assert.equal(of({ download_urls: [] }), undefined);
    assert.equal(of(undefined), undefined);
  });

  it('knows what a prompt calls by a LoRA tag', () => {
    for (const type of ['LORA', 'LoCon', 'DoRA']) {
      assert.equal(isLora({ ...ENTRY, sidecar: { civitai_type: type } }), true);
    }
    assert.equal(isLora({ ...ENTRY, header: { type: 'LORA' } }), true);
    assert.equal(isLora({ ...ENTRY, sidecar: { model_type: 'Checkpoint' } }), false);
    assert.equal(isLora(ENTRY), false);
  });

  it('links to the version on the site of the API', () => {
    const page = (sidecar: ModelEntry['sidecar']) =>
      civitaiPage({ ...ENTRY, ...(sidecar && { sidecar }) }, 'https://civitai.com');
    assert.equal(page(undefined), undefined);
    assert.equal(page({ civitai_model_id: 1 }), 'https://civitai.com/models/1');
    assert.equal(
      page({ civitai_model_id: 1, civitai_version_id: 2 }),
      'https://civitai.com/models/1?modelVersionId=2',
    );
    assert.equal(page({ civitai_version_id: 2 }), 'https://civitai.com/model-versions/2');
  });

  it('shows the hash of the sidecar, else the SHA-256', () => {
    assert.equal(shownHash(ENTRY), undefined);
    assert.equal(shownHash({ ...ENTRY, sha256: 'ab' }), 'ab');
    assert.equal(shownHash({ ...ENTRY, sha256: 'ab', sidecar: { hash: 'AUTOV2: X' } }), 'AUTOV2: X');
  });

  it('says when several versions have the very file', () => {
    const versions = [1, 2].map((id) => ({ model_id: id, version_id: id }));
    assert.equal(
      choiceText({ ...ENTRY, sidecar: { civitai_candidates: versions } }),
      '2 versions fit: fetch it to choose',
    );
    assert.equal(choiceText({ ...ENTRY, sidecar: {} }), undefined);
  });

  it('counts what a run found', () => {
    const result = (state: ModelEntry['state']) => ({ path: '', size: 0, state });
    assert.equal(
      resultsText([result('refused'), result('identified'), result('identified'), result('not_found')]),
      '2 identified · 1 not on Civitai · 1 not a whole model file',
    );
    assert.equal(resultsText([]), '');
  });
});
