import assert from 'node:assert/strict';
import { join, relative, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  folderKey,
  planPlaces,
  versionsOf,
  type FolderOwner,
} from '../../../../../src/core/downloads/creators/places';

const USER = resolve('/creators/maria');

interface Model {
  readonly id: number;
  readonly name: string;
  readonly versions: readonly (readonly [id: number, name: string, published?: string])[];
}

function places(
  models: readonly Model[],
  files: Readonly<Record<number, string>> = {},
  owners: Readonly<Record<string, FolderOwner>> = {},
) {
  const versions = versionsOf(
    models.map(({ id, name, versions: all }) => ({
      id,
      name,
      modelVersions: all.map(([versionId, versionName, publishedAt = '2026-01-01']) => ({ id: versionId, name: versionName, publishedAt })), // prettier-ignore
    })),
  );
  const planned = planPlaces(
    USER,
    versions,
    new Map(Object.entries(files).map(([id, path]) => [Number(id), join(USER, path)])),
    new Map(Object.entries(owners).map(([path, owner]) => [folderKey(join(USER, path)), owner])),
  );
  return Object.fromEntries(
    [...planned].map(([id, path]) => [id, relative(USER, path).replaceAll('\\', '/')]),
  );
}

describe('the places of a creator’s versions', () => {
  it('are the folder of the model for the newest one, and folders in it for the others', () => {
    assert.deepEqual(
      places([{ id: 1, name: 'Neon', versions: [[10, 'v1', '2025-01-01'], [11, 'v2', '2026-01-01'], [12, 'v1', '2024-01-01']] }]), // prettier-ignore
      { 11: 'Neon', 10: 'Neon/v1', 12: 'Neon/v1_12' },
    );
  });

  it('are never shared by models, however their names are written', () => {
    const model = (id: number, name: string): Model => ({ id, name, versions: [[id * 10, 'v']] });
    assert.deepEqual(places([model(3, 'NEON'), model(2, 'Neon'), model(1, 'neon?'), model(4, 'neon_')]), { 10: 'neon_', 20: 'Neon', 30: 'NEON_3', 40: 'neon__4' }); // prettier-ignore
  });

  it('stay where they were, whatever comes to be the newest one', () => {
    const versions = [[10, 'v1', '2025-01-01'], [11, 'v2', '2026-01-01']] as const; // prettier-ignore
    assert.deepEqual(places([{ id: 1, name: 'Neon', versions }], { 10: 'Neon/a.safetensors' }), { 10: 'Neon', 11: 'Neon/v2' }); // prettier-ignore
    assert.deepEqual(places([{ id: 1, name: 'Renamed', versions }], { 10: 'Neon/a.safetensors' }), { 10: 'Neon', 11: 'Neon/v2' }); // prettier-ignore
    assert.deepEqual(places([{ id: 1, name: 'Neon', versions }], { 10: '../a.safetensors' }), { 11: 'Neon', 10: 'Neon/v1' }); // prettier-ignore
  });

  it('avoid folders that have files of others', () => {
    const model: Model = { id: 1, name: 'Neon', versions: [[10, 'v1']] };
    assert.deepEqual(places([model], {}, { Neon: 99 }), { 10: 'Neon_1' });
    assert.deepEqual(places([model], {}, { Neon: 'foreign' }), { 10: 'Neon/v1' });
  });

  it('are below the folder of the creator, and different, for any names', () => {
    const name = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('..', '../..', 'C:\\x', '/etc', 'CON', ' . ', 'a/b', 'ä', 'a\u0308', 'x'.repeat(300))); // prettier-ignore
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, fc.array(name, { minLength: 1, maxLength: 4 })), { maxLength: 6 }),
        (all) => {
          const models = all.map(([modelName, versions], at) => ({ id: at + 1, name: modelName, versions: versions.map((each, index) => [at * 10 + index + 100, each] as const) })); // prettier-ignore
          const found = Object.values(places(models));
          assert.equal(new Set(found.map(folderKey)).size, models.flatMap(({ versions }) => versions).length);
          for (const path of found) {
            const depth = path.split('/').length;
            assert.ok(path !== '' && !path.split('/').includes('..') && depth <= 2, path);
          }
        },
      ),
    );
  });
});
