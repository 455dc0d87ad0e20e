import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { listCreator } from '../../../../../src/core/downloads/creators/listCreator';
import { faults } from '../../../../civitai/faults';
import { ClientFixture, problemOf } from '../../civitai/clientFixture';

describe('the models of a creator', () => {
  let fixture: ClientFixture;
  beforeEach(async () => {
    fixture = await ClientFixture.open();
    for (let modelId = 1; modelId <= 150; modelId++)
      fixture.civitai.addVersion({ modelId, creator: 'maria' });
  });
  afterEach(() => fixture.close());
  const list = (username: string) => {
    const client = fixture.client();
    return listCreator(() => client, username, undefined);
  };

  it('are listed page by page, with the number of the profile', async () => {
    fixture.civitai.setModelCount('maria', 160);
    const { models, profileCount, problem } = await list('maria');
    assert.deepEqual([models.length, profileCount, problem], [150, 160, undefined]);
  });

  it('stay where a later page fails, and it is said', async () => {
    fixture.civitai.failAbout('models', 'cursor=100', faults.unauthorized());
    const { models, problem } = await list('maria');
    assert.deepEqual([models.length, problem !== undefined], [100, true]);
  });

  it('are listed where the profile cannot be had', async () => {
    fixture.civitai.fail('creators', faults.unauthorized());
    assert.deepEqual((await list('maria')).profileCount, undefined);
  });

  it('are no empty list where the first page fails, or nobody has that name', async () => {
    await problemOf(list('nobody'), 'not_found');
    fixture.civitai.fail('models', faults.regionBlocked());
    await problemOf(list('maria'), 'region_blocked');
  });
});
