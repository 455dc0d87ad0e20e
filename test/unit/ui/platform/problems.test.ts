import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ProblemCode } from '../../../../src/core/problem/codes';
import { Problem } from '../../../../src/core/problem/problem';
import { Problems } from '../../../../src/ui/platform/problems';
import { ScriptedDialogs } from '../../support/scriptedDialogs';
import { silentLog } from '../../../../src/core/log';

describe('problems that are shown', () => {
  const PATH = '/models/a.safetensors';
  const cases: readonly [ProblemCode, string, readonly unknown[]][] = [
    ['invalid_token', 'Set Token', ['diffusionWorkbench.civitai.setToken']],
    [
      'requests_off',
      'Open Settings',
      ['workbench.action.openSettings', 'diffusionWorkbench.civitai.enabled'],
    ],
    ['not_json', 'Open Sidecar', ['diffusionWorkbench.models.openSidecar', PATH]],
    ['read_only', 'Reveal', ['diffusionWorkbench.models.revealInOs', PATH]],
    ['locked', 'Reveal', ['diffusionWorkbench.models.revealInOs', PATH]],
    ['write_failed', 'Reveal', ['diffusionWorkbench.models.revealInOs', PATH]],
  ];
  for (const [code, button, command] of cases) {
    it(`of the kind ${code} have the button ${button}`, async () => {
      const dialogs = new ScriptedDialogs(button);
      const problems = new Problems({ dialogs, log: silentLog });
      await problems.show(new Problem(code, 'It failed.', 'Do this.'), 'a', PATH);
      assert.deepEqual(dialogs.texts, ['error: It failed. Do this.']);
      assert.deepEqual(dialogs.executed, [command]);
    });
  }

  it('have no button where there is no file to open', async () => {
    const dialogs = new ScriptedDialogs();
    await new Problems({ dialogs, log: silentLog }).show(
      new Problem('not_json', 'It failed.', 'Do this.'),
      'a',
    );
    assert.deepEqual(dialogs.shown[0]?.choices, []);
  });

  it('lead nowhere when the message is closed', async () => {
    const dialogs = new ScriptedDialogs(undefined);
    await new Problems({ dialogs, log: silentLog }).show(
      new Problem('locked', 'It failed.', 'Do.'),
      'a',
      PATH,
    );
    assert.deepEqual(dialogs.executed, []);
  });

  it('tell no absolute path of what Node throws', async () => {
    const dialogs = new ScriptedDialogs();
    const error = Object.assign(new Error(`ENOENT: ${PATH}`), { code: 'ENOENT' });
    await new Problems({ dialogs, log: silentLog }).show(error, 'a.safetensors');
    assert.doesNotMatch(dialogs.texts.join(), /\/models/);
    assert.match(dialogs.texts.join(), /a\.safetensors is not there/);
  });
});
