import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { until } from '../../../support/until';
import type { Finding } from '../../../../../src/core/training/finding';
import { checkTrainingEnvironment } from '../../../../../src/ui/training/commands/checkEnvironment';
import { tempFolder } from '../../../support/tempFolder';
import { trainingUi } from '../../../support/trainingUi';

const finding = (level: Finding['level'], code: string): Finding => ({
  level,
  code,
  message: `${code}.`,
  fix: 'Mend it.',
});

describe('Check Training Environment', () => {
  const folder = tempFolder();

  async function check(findings: readonly Finding[], answer?: string, isTrusted = true) {
    const loraDir = join(folder.path, 'loras');
    const ui = trainingUi({ settings: { loraDir } }, ...(answer === undefined ? [] : [answer]));
    const logged: string[] = [];
    await checkTrainingEnvironment({
      ...ui,
      log: { info: (line) => void logged.push(line) },
      settings: () => ui.editor.settings(''),
      isTrusted: () => isTrusted,
      check: () => Promise.resolve(() => Promise.resolve({ findings, facts: {} })),
    });
    return { ...ui, logged, loraDir };
  }

  it('says that all is ready', async () => {
    const { dialogs } = await check([finding('info', 'a')]);
    assert.deepEqual(dialogs.texts, ['info: The training environment is ready: Python -']);
  });

  it('says the first error, how many more there are, and logs them all', async () => {
    const { dialogs, logged } = await check(
      [finding('warning', 'old'), finding('error', 'python_missing')],
      'Show Log',
    );
    assert.deepEqual(dialogs.texts, ['error: python_missing. Mend it. (1 more in the log)']);
    assert.deepEqual(dialogs.executed, [['diffusionWorkbench.log.show']]);
    assert.deepEqual(logged, ['warning: old. Mend it.', 'error: python_missing. Mend it.']);
  });

  it('makes the folder of LoRAs where the user wants it', async () => {
    const missing = { ...finding('error', 'lora_dir_missing'), file: join(folder.path, 'loras') };
    const { loraDir } = await check([missing], 'Create Folder');
    await until(() => existsSync(loraDir));
  });

  it('starts nothing in a folder that is not trusted', async () => {
    await assert.rejects(check([], undefined, false), { code: 'bad_input' });
  });
});
