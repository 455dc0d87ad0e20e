import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Library } from '../../../../../src/core/models/library/library';
import { silentLog } from '../../../../../src/core/log';
import { ModelLibrary } from '../../../../../src/ui/models/library/modelLibrary';

describe('the library of the editor', () => {
  it('tells once that the first scan begins, before any folder is read', async () => {
    const told: string[] = [];
    const made = () =>
      ({
        onDidChange: () => () => undefined,
        refresh: () => Promise.resolve(void told.push('scan')),
      }) as unknown as Library;
    const library = made();
    let current = library;
    const models = new ModelLibrary({
      library: () => Promise.resolve(current),
      roots: () => [],
      log: silentLog,
    });
    models.onDidBegin(() => told.push('begin'));
    models.rescan();
    assert.deepEqual(told, [], 'nothing was scanned yet that could be scanned again');
    await models.ready();
    await models.refresh();
    current = made();
    await models.refresh();
    assert.deepEqual(told, ['begin', 'scan', 'scan', 'scan']);
    models.dispose();
  });
});
