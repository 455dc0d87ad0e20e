import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Problem } from '../../../../../src/core/problem/problem';
import { setToken } from '../../../../../src/ui/models/commands/setToken';
import type { TokenSource } from '../../../../../src/ui/platform/token';
import { ScriptedDialogs, type Answer } from '../../../support/scriptedDialogs';

describe('Set Civitai API Token', () => {
  const setUp = (
    answers: Answer[],
    { enabled = true, env = undefined as TokenSource | undefined, origin = 'https://civitai.com' } = {},
  ) => {
    const dialogs = new ScriptedDialogs(...answers);
    const kept: { token: string | undefined } = { token: undefined };
    const asked: string[] = [];
    const confirmed = new Set<string>();
    const set = () =>
      setToken({
        dialogs,
        token: {
          source: () => Promise.resolve(kept.token === undefined ? env : 'stored'),
          store: (token) => {
            kept.token = token;
            return Promise.resolve();
          },
          mayGoTo: (to) => Promise.resolve(to === 'https://civitai.com' || confirmed.has(to)),
          confirm: (to) => {
            confirmed.add(to);
            return Promise.resolve();
          },
        },
        origin: () => origin,
        isEnabled: () => enabled,
        ownerOf: (token) => {
          asked.push(token);
          if (token === 'good') return Promise.resolve({ username: 'ada' });
          if (token === 'late') return Promise.reject(new Problem('offline', 'No network.', 'Connect.'));
          return Promise.reject(new Problem('invalid_token', 'Wrong.', 'Set another.'));
        },
      });
    return { dialogs, kept, asked, set };
  };

  it('keeps a token that Civitai knows', async () => {
    const { dialogs, kept, set } = setUp([' good ']);
    await set();
    assert.equal(kept.token, 'good');
    assert.equal(dialogs.texts.at(-1), 'info: Token saved. Civitai knows you as ada.');
  });

  it('sends none to another address before the user agrees, and names that address', async () => {
    const origin = 'https://civitai.example';
    const refused = setUp([undefined], { origin });
    await refused.set();
    assert.deepEqual(refused.dialogs.texts, [
      'confirm: Send your Civitai API token to https://civitai.example?',
    ]);
    assert.deepEqual([refused.asked, refused.kept.token], [[], undefined]);
    const agreed = setUp(['Send the Token', 'good'], { origin });
    await agreed.set();
    assert.deepEqual([agreed.asked, agreed.kept.token], [['good'], 'good']);
  });

  it('asks again until Civitai accepts one, and says what was wrong', async () => {
    const { dialogs, kept, set } = setUp(['bad', 'late', 'good']);
    await set();
    assert.deepEqual(dialogs.rejected, ['Civitai does not know this token.', 'No network. Connect.']);
    assert.equal(kept.token, 'good');
  });

  it('keeps nothing when the box is closed', async () => {
    const { dialogs, kept, set } = setUp(['bad', undefined]);
    await set();
    assert.equal(kept.token, undefined);
    assert.equal(dialogs.texts.length, 1);
  });

  it('cannot check one while requests are off, and keeps none', async () => {
    const { dialogs, kept, asked, set } = setUp(['good', undefined], { enabled: false });
    await set();
    assert.match(dialogs.rejected[0] ?? '', /Requests to Civitai are off/);
    assert.deepEqual([asked, kept.token], [[], undefined]);
  });

  it('removes the kept one where nothing is typed, and says what is used instead', async () => {
    for (const [env, text] of [
      [undefined, 'info: Token removed. Civitai is asked without one.'],
      ['CIVITAI_TOKEN', 'info: Token removed. The environment variable CIVITAI_TOKEN is used now.'],
    ] as const) {
      const { dialogs, kept, asked, set } = setUp([''], { env });
      kept.token = 'old';
      await set();
      assert.equal(kept.token, undefined);
      assert.equal(dialogs.texts.at(-1), text);
      assert.match(dialogs.shown[0]?.detail ?? '', /^A token is kept/);
      assert.deepEqual(asked, []);
    }
  });
});
