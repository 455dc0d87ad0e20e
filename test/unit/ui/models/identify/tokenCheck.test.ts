import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Problem } from '../../../../../src/core/problem/problem';
import { TokenCheck } from '../../../../../src/ui/models/identify/tokenCheck';
import { CivitaiToken } from '../../../../../src/ui/platform/token';
import { ScriptedDialogs, type Answer } from '../../../support/scriptedDialogs';

const EVIL = 'https://evil.example';

function secretStorage() {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key: string) => Promise.resolve(kept.get(key)),
    store: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
    delete: (key: string) => Promise.resolve(void kept.delete(key)),
    keys: () => Promise.resolve([...kept.keys()]),
    onDidChange: () => ({ dispose: () => undefined }),
  };
}

describe('where the token may go', () => {
  const setUp = async (...answers: Answer[]) => {
    const secrets = secretStorage();
    const token = new CivitaiToken(secrets, {});
    await token.store('secret');
    const dialogs = new ScriptedDialogs(...answers);
    let origin = EVIL;
    const asked: string[] = [];
    const check = new TokenCheck({
      token,
      dialogs,
      isEnabled: () => true,
      origin: () => origin,
      client: () =>
        Promise.resolve({
          me: () => {
            asked.push(origin);
            return Promise.reject(new Problem('offline', 'No network.', 'Connect.'));
          },
        }),
    });
    return { secrets, token, dialogs, check, asked, setOrigin: (next: string) => (origin = next) };
  };

  it('is Civitai alone, until the user names another', async () => {
    const { token } = await setUp();
    assert.equal(await token.getFor('https://civitai.com'), 'secret');
    for (const origin of [
      EVIL,
      'http://civitai.com',
      'https://civitai.com.evil.example',
      'http://127.0.0.1:3000',
      '',
    ]) {
      assert.equal(await token.getFor(origin), undefined, origin);
    }
  });

  it('is asked once a session for an address, which is named; a no keeps the token here', async () => {
    const { token, dialogs, check, asked } = await setUp(undefined);
    await check.once();
    await check.once();
    assert.deepEqual(dialogs.texts, [`confirm: Send your Civitai API token to ${EVIL}?`]);
    assert.deepEqual([asked, await token.getFor(EVIL)], [[], undefined]);
  });

  it('is remembered for that address alone, and forgotten with the token', async () => {
    const { token, check, asked, setOrigin, secrets } = await setUp('Send the Token', undefined);
    await check.once();
    assert.deepEqual([asked, await token.getFor(EVIL)], [[EVIL], 'secret']);
    setOrigin('https://other.example');
    await check.once();
    assert.equal(await token.getFor('https://other.example'), undefined);
    await token.store('another');
    assert.equal(await token.getFor(EVIL), 'another');
    await token.store(undefined);
    assert.deepEqual([...secrets.kept], []);
  });

  it('is Civitai alone where what is kept is broken', async () => {
    const { token, secrets } = await setUp();
    for (const broken of ['{', '"https://evil.example"', '{"0": "https://evil.example"}', '[[]]']) {
      secrets.kept.set('civitaiTokenOrigins', broken);
      assert.equal(await token.getFor(EVIL), undefined);
    }
  });
});
