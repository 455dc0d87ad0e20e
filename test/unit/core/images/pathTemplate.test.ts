import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { resolve } from 'node:path';
import {
  PATH_PRESETS,
  PATH_VARIABLES,
  PathTemplate,
  type ImagePlace,
} from '../../../../src/core/images/pathTemplate';

const IMAGE = {
  id: '123',
  modelId: 7,
  modelName: 'Neon: City/Style',
  versionId: 70,
  versionName: 'v1.0',
  baseModel: 'SDXL 1.0',
  creator: 'maria',
  nsfwLevel: 'Soft',
  postId: 9,
  createdAt: '2026-01-02T03:04:05.000Z',
};

describe('the path template of images', () => {
  const path = (text: string, image: ImagePlace = IMAGE) => new PathTemplate(text).path(image);

  it('has every variable and preset', () => {
    assert.equal(path('{model_id}/{id}'), '7/123');
    assert.equal(path('{creator}/{image_id}'), 'maria/123');
    assert.equal(path('{nsfw_level}/{image_id}'), 'Soft/123');
    assert.equal(path('{base_model}/{model_name}/{version_name} {version_id}/{date} {post_id}_{id}'), 'SDXL 1.0/Neon_ City_Style/v1.0 70/2026-01-02 9_123'); // prettier-ignore
    for (const preset of PATH_PRESETS) assert.match(path(preset), /\/123$/);
    for (const name of PATH_VARIABLES) assert.doesNotMatch(path(`{${name}}/{id}`), /unknown|[{}]/);
  });

  it('says what it needs, and calls unknown what is not known', () => {
    const template = new PathTemplate('{model_name}/{id}');
    assert.deepEqual([template.uses('model_name', 'version_id'), template.uses('creator')], [true, false]);
    assert.equal(template.path({ id: 'a1' }), 'unknown/a1');
  });

  for (const text of [
    '',
    '/',
    '{model_id}',
    '{id}/{model_id}',
    '../{id}',
    'a/../../{id}',
    '/etc/{id}',
    'C:\\x\\{id}',
    '{nothing}/{id}',
    '{__proto__}/{id}',
  ])
    // prettier-ignore
    it(`refuses “${text}”`, () => assert.throws(() => new PathTemplate(text), { code: 'bad_input' }));

  it('never leads out of its folder, whatever the names are', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('..', '../..', '/', '\\..\\', 'CON', '.', '\0', 'a/../b'),
    );
    fc.assert(
      fc.property(name, name, fc.uuid(), (modelName, creator, id) => {
        const made = path('{model_name}/{creator}/x{id}', { id, modelName, creator });
        assert.equal(made.split('/').length, 3);
        assert.ok(resolve('/images', made).startsWith('/images/'));
        assert.ok(made.endsWith(`/x${id}`));
      }),
    );
  });
});
