import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { viewCommands } from '../../../../../src/ui/models/commands/viewCommands';
import { ScriptedDialogs, type Answer } from '../../../support/scriptedDialogs';

describe('folders of the Models view', () => {
  const setUp = (listed: readonly string[], ...answers: Answer[]) => {
    const dialogs = new ScriptedDialogs(...answers);
    const state = { listed, refreshes: 0 };
    const refresh = () => {
      state.refreshes += 1;
      return Promise.resolve();
    };
    const commands = viewCommands(
      { models: { refresh, refreshAll: refresh }, dialogs },
      {
        scanned: () => ['/work', ...state.listed],
        configured: () =>
          state.listed.map((written) => ({ written, path: written.startsWith('$') ? undefined : written })),
        setConfigured: (written) => {
          state.listed = written;
          return Promise.resolve();
        },
        setGroupBy: () => Promise.resolve(),
      },
    );
    return { dialogs, state, commands };
  };

  it('are added, those of the home folder with a tilde, those that are known not again', async () => {
    const models = join(homedir(), 'models');
    const { state, commands } = setUp(['/mnt'], [models, '/work', '/mnt', '/data']);
    await commands['diffusionWorkbench.models.browse']();
    assert.deepEqual(state, { listed: ['/mnt', '~/models', '/data'], refreshes: 1 });
  });

  it('stay as they are when the dialog is closed', async () => {
    const { state, commands } = setUp(['/mnt'], undefined);
    await commands['diffusionWorkbench.models.browse']();
    assert.deepEqual(state, { listed: ['/mnt'], refreshes: 0 });
  });

  it('are removed by their row, without a question', async () => {
    const { dialogs, state, commands } = setUp(['/a', '/b']);
    await commands['diffusionWorkbench.models.removeDirectory']({ kind: 'group', folder: '/a' });
    assert.deepEqual([state.listed, dialogs.texts], [['/b'], []]);
  });

  it('are removed from a list of those of the setting, even if their place is unknown', async () => {
    const { dialogs, state, commands } = setUp(['/a', '${env:NONE}/b'], '${env:NONE}/b');
    await commands['diffusionWorkbench.models.removeDirectory']();
    assert.deepEqual(dialogs.shown[0]?.choices, ['/a', '${env:NONE}/b']);
    assert.deepEqual(state, { listed: ['/a'], refreshes: 1 });
  });

  it('cannot be removed where there is none but the workspace', async () => {
    const { dialogs, state, commands } = setUp([]);
    await commands['diffusionWorkbench.models.removeDirectory']();
    assert.match(dialogs.texts[0] ?? '', /only the folders of the workspace/);
    assert.equal(state.refreshes, 0);
  });
});
