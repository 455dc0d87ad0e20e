import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { setImmediate } from 'node:timers/promises';
import { FormSession, type FormHost } from '../../../../../src/ui/training/form/formSession';

/** A form over a text in memory. */
function session(text: string) {
  const file = { text };
  const host = {
    path: '/training/cat.training.toml',
    text: () => file.text,
    // The editor takes a moment, as the real one does.
    apply: async (after: string) => {
      await setImmediate();
      file.text = after;
    },
  } satisfies Partial<FormHost>;
  return { file, form: new FormSession(host as unknown as FormHost) };
}

describe('the form of a training file', () => {
  it('keeps both of two fields that are written at once', async () => {
    const { file, form } = session('name = "cat"\nsteps = 10\n');
    await Promise.all([form.set('name', 'dog'), form.set('steps', '20')]);
    assert.equal(file.text, 'name = "dog"\nsteps = 20\n');
  });

  it('writes the next field where one could not be written', async () => {
    const { file, form } = session('steps = 10\n');
    const [first, second] = await Promise.allSettled([form.set('steps', 'many'), form.set('steps', '20')]);
    assert.deepEqual([first.status, second.status], ['rejected', 'fulfilled']);
    assert.equal(file.text, 'steps = 20\n');
  });
});
