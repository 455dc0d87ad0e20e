import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { DatasetPictures } from '../../../../../src/core/media/datasetPictures';
import { FormSession, type FormHost } from '../../../../../src/ui/training/form/formSession';
import { tempFolder } from '../../../support/tempFolder';
import { until } from '../../../support/until';

/** A form over a text in memory. */
function session(text: string, path = '/training/cat.training.toml') {
  const file = { text };
  const host = {
    path,
    text: () => file.text,
    // The editor takes a moment, as the real one does.
    apply: async (after: string) => {
      await setImmediate();
      file.text = after;
    },
    settings: () =>
      ({ baseModels: {}, minimumPictures: 0, launchPrefix: [] }) as unknown as ReturnType<
        FormHost['settings']
      >,
    pictures: () => Promise.resolve(NO_DECODER),
    onChange: () => undefined,
    onError: assert.ifError,
  } satisfies Partial<FormHost>;
  return { file, form: new FormSession(host as unknown as FormHost) };
}

const NO_DECODER = {
  threads: 1,
  inspect: () => Promise.resolve({ ok: false, fault: 'unreadable' }),
} as unknown as DatasetPictures;

describe('the form of a training file', () => {
  const folder = tempFolder();

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

  it('keeps its pictures while the file is wrong', async () => {
    mkdirSync(join(folder.path, 'cat'));
    writeFileSync(join(folder.path, 'cat/1.png'), 'x');
    const text = 'name = "cat"\nfamily = "sd15"\nbase_model = "base.safetensors"\npictures = "cat"\n';
    const { file, form } = session(text, join(folder.path, 'cat.training.toml'));
    form.textChanged();
    const names = () => form.datasetPictures().pictures.map(({ name }) => name);
    await until(() => names().length > 0);
    file.text = `${text}steps = [`;
    form.textChanged();
    assert.deepEqual(names(), ['1.png']);
    form.dispose();
  });
});
