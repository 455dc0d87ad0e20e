import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fromVersion } from '../../../../../src/core/models/sidecar/fromVersion';
import { file, model, version } from './versionFixture';

describe('what a sidecar gets from a version', () => {
  it('has the description of the model where the version has none', () => {
    assert.equal(fromVersion({ ...version, description: ' ' }, { model }).values.description, '<p>Model</p>');
  });

  it('says of which kind the base model is, and when the version was made and changed', () => {
    const dates = { createdAt: '2024-01-01T00:00:00.000Z', updatedAt: '2024-02-02T00:00:00.000Z' };
    const { identity } = fromVersion({ ...version, ...dates, baseModelType: 'Inpainting' });
    assert.equal(identity.base_model_type, 'Inpainting');
    assert.equal(identity.created_at, dates.createdAt);
    assert.equal(identity.updated_at, dates.updatedAt);
    assert.ok(!('base_model_type' in fromVersion({ ...version, baseModelType: ' ' }).identity));
  });

  it('has no hash of a file that it does not know to be this one', () => {
    const { identity } = fromVersion(version);
    assert.equal(identity.hash_sha256, undefined);
    assert.equal(identity.hash, 'civitai: 11 @ 22');
    assert.ok(!('file_info' in identity));
  });

  it('stores no token and no address that is not of the web', () => {
    const found = fromVersion(
      { ...version, images: [{ url: 'file:///etc/passwd' }, { url: 'https://x.test/a.jpeg?token=secret' }] },
      { file: { ...file, downloadUrl: 'https://civitai.com/api/download/models/22?token=secret' } },
    );
    assert.equal(found.identity.preview_url, 'https://x.test/a.jpeg');
    assert.equal(found.identity.file_info?.downloadUrl, 'https://civitai.com/api/download/models/22');
  });
});
