import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createRedactor } from '../../../../../src/core/training/log/redactLog';

const env = {
  HF_TOKEN: 'hf_abcdefghijklmnopqrstuvwx',
  WANDB_API_KEY: '0123456789abcdef0123456789abcdef01234567',
};

function piecewise(bytes: Buffer, size: number): Buffer {
  const redactor = createRedactor(env);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(redactor.write(bytes.subarray(at, at + size)));
  return Buffer.concat([...parts, redactor.end()]);
}

function redacted(text: string, environment: Record<string, string> = env): string {
  const redactor = createRedactor(environment);
  return Buffer.concat([redactor.write(Buffer.from(text)), redactor.end()]).toString();
}

describe('what is shown of the log of a trainer', () => {
  it('has no secret of the environment, no token of the hub, and no value of an option for one', () => {
    const text = [
      `login with ${env.HF_TOKEN}, ${env.WANDB_API_KEY}`,
      'another hf_ZYXWVUTSRQPONMLKJIHG.',
      'wandb_api_key = "secret1"  huggingface_token: secret2',
      '{"HF_TOKEN": "secret3"}',
    ].join('\n');
    assert.equal(
      redacted(text),
      [
        'login with [hidden], [hidden]',
        'another [hidden].',
        'wandb_api_key = "[hidden]"  huggingface_token: [hidden]',
        '{"HF_TOKEN": "[hidden]"}',
      ].join('\n'),
    );
  });

  it('has everything else, also where a variable is empty or a word', () => {
    const text = 'hf_hub is fine, so is a token of 77 words\n';
    assert.equal(redacted(text, { HF_TOKEN: '', WANDB_API_KEY: 'of' }), text);
  });

  it('is the same in whatever pieces the bytes come, and keeps bytes of any encoding', () => {
    const log = Buffer.concat([
      Buffer.from(`steps: 50%|█████     | 5/10\rkey ${env.WANDB_API_KEY} 京都\n`),
      Buffer.from([0xff, 0xfe, 0x80, 0x0a]),
      Buffer.from(`end ${env.HF_TOKEN}`),
    ]);
    const expected = Buffer.concat([
      Buffer.from('steps: 50%|█████     | 5/10\rkey [hidden] 京都\n'),
      Buffer.from([0xff, 0xfe, 0x80, 0x0a]),
      Buffer.from('end [hidden]'),
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (size) => {
        assert.deepEqual(piecewise(log, size), expected);
      }),
    );
  });

  it('hides a long secret, and one whose end looks like the beginning of another, in whatever pieces', () => {
    const secrets = { A_TOKEN: 'key-12345-wan', B_SECRET: 'wanted-secret', C_AUTH: 'jwt.'.repeat(300) };
    const log = Buffer.from(`a ${secrets.A_TOKEN}\nb ${secrets.B_SECRET}\nc ${secrets.C_AUTH}\n`);
    for (let cut = 1; cut < log.length; cut++) {
      const redactor = createRedactor(secrets);
      const parts = [redactor.write(log.subarray(0, cut)), redactor.write(log.subarray(cut)), redactor.end()];
      assert.equal(Buffer.concat(parts).toString(), 'a [hidden]\nb [hidden]\nc [hidden]\n', `cut at ${cut}`);
    }
  });

  it('is shown at once where it cannot become a secret: a bar does not wait for the next one', () => {
    const redactor = createRedactor(env);
    assert.equal(
      redactor.write(Buffer.from('\rsteps: 5%| 5/99 [00:01, loss=0.1]')).toString(),
      '\rsteps: 5%| 5/99 [00:01, loss=0.1]',
    );
    assert.equal(redactor.write(Buffer.from('\rsteps: 6% hf_abc')).toString(), '\rsteps: 6% ');
    assert.equal(redactor.write(Buffer.from('.\n')).toString(), 'hf_abc.\n');
    assert.equal(redactor.write(Buffer.from('h'.repeat(1_000_000))).length > 999_000, true);
  });
});
