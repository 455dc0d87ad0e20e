import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { DatasetPictures } from '../../../../../src/core/media/datasetPictures';
import type { Inspected, PictureFacts } from '../../../../../src/core/media/pictureFacts';
import { readTraining, type PlacedFinding } from '../../../../../src/core/training/job/readTraining';
import type { WholeCheck } from '../../../../../src/ui/training/check/wholeCheck';
import { FormSession, type FormHost } from '../../../../../src/ui/training/form/formSession';
import { Gate } from '../../../support/gate';
import { safetensors } from '../../../support/safetensors';
import { tempFolder } from '../../../support/tempFolder';
import { until } from '../../../support/until';

/** A form over a text in memory. */
function session(text: string, path = '/training/cat.training.toml', more: Partial<FormHost> = {}) {
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
    findings: () => [],
    ownTable: () => undefined,
    baseModels: () => [],
    isTrusted: () => true,
    onChange: () => undefined,
    onError: assert.ifError,
    ...more,
  } satisfies FormHost;
  return { file, form: new FormSession(host) };
}

const decoder = (inspect: (path: string) => Promise<Inspected>) =>
  ({ threads: 1, inspect }) as unknown as DatasetPictures;

const NO_DECODER = decoder(() => Promise.resolve({ ok: false, fault: 'damaged', detail: '' }));

const FACTS: PictureFacts = {
  format: 'png',
  width: 512,
  height: 512,
  digest: '',
  orientation: 1,
  transparent: false,
  bits: 8,
  space: 'srgb',
  frames: 1,
  look: new Uint8Array(),
};
/** A picture like no other: two that look alike are told. */
const good = (path: string): Inspected => ({ ok: true, facts: { ...FACTS, digest: path } });

const TEXT = `name = "cat"
family = "sd15"
base_model = "base.safetensors"
pictures = "cat"
repeats = 1
steps = 100
batch_size = 1
`;

const finding = (level: 'error' | 'warning', more: Partial<PlacedFinding> = {}): PlacedFinding => ({
  level,
  code: 'x',
  message: 'wrong',
  fix: 'mend it',
  ...more,
});

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

  /** A folder `name` with pictures of these names. */
  function pictures(name: string, ...names: string[]): void {
    mkdirSync(join(folder.path, name), { recursive: true });
    for (const each of names) writeFileSync(join(folder.path, name, each), 'x');
  }
  const path = () => join(folder.path, 'cat.training.toml');

  it('counts the steps again for other repeats and batches, from pictures that are read once', async () => {
    pictures('cat', '1.png', '2.png', '3.png');
    let reads = 0;
    const inspect = (picture: string) => {
      reads++;
      return Promise.resolve(good(picture));
    };
    const text = TEXT.replace('steps = 100', 'epochs = 2');
    const { file, form } = session(text, path(), { pictures: () => Promise.resolve(decoder(inspect)) });
    form.textChanged();
    const length = () => form.state().length;
    await until(() => /^\d/.test(length()));
    assert.match(length(), /^6 steps: 3 pictures, 3 steps an epoch, 2 epochs/);
    file.text = text.replace('repeats = 1', 'repeats = 5');
    form.textChanged();
    assert.match(length(), /^30 steps: 3 pictures, 15 steps an epoch/);
    file.text = file.text.replace('batch_size = 1', 'batch_size = 4');
    form.textChanged();
    assert.match(length(), /^8 steps: 3 pictures, 4 steps an epoch/);
    assert.equal(reads, 3);
    form.dispose();
  });

  it('shows the pictures of the folder that was named last, also where another is being read', async () => {
    pictures('cat', '1.png');
    pictures('dog', '2.png');
    const gate = new Gate();
    const inspect = async (picture: string) => {
      if (picture.endsWith('1.png')) await gate.pass();
      return good(picture);
    };
    const { file, form } = session(TEXT, path(), { pictures: () => Promise.resolve(decoder(inspect)) });
    form.textChanged();
    await gate.reached;
    file.text = TEXT.replace('pictures = "cat"', 'pictures = "dog"');
    form.textChanged();
    const names = () => form.datasetPictures().pictures.map(({ name }) => name);
    await until(() => names().length > 0);
    gate.open();
    assert.deepEqual(names(), ['2.png']);
    form.dispose();
  });

  it('can be started once this very text was checked without errors', async () => {
    const changes: string[] = [];
    const host = { onChange: () => void changes.push(form.state().check.state) };
    const { file, form } = session(TEXT, undefined, host);
    const why = () => form.state().cannotStart;
    const check = (...ofFile: PlacedFinding[]) =>
      form.runCheck(() => Promise.resolve({ ofFile, beyond: [], environment: [] } as unknown as WholeCheck));
    assert.equal(why(), 'Check it first.');
    await check(finding('error'), finding('warning'));
    assert.deepEqual(form.state().check, { state: 'done', errors: 1, warnings: 1 });
    assert.equal(why(), 'The check found errors.');
    await check(finding('warning'));
    assert.equal(why(), undefined);
    file.text = TEXT.replace('steps = 100', 'steps = 101');
    assert.equal(form.state().check.state, 'changed');
    assert.equal(why(), 'It has changed since it was checked: check it again.');
    file.text = TEXT;
    assert.equal(why(), undefined);
    assert.deepEqual([...new Set(changes)], ['running', 'done']);
  });

  it('keeps what the last check found where one is cancelled or fails', async () => {
    const { form } = session(TEXT);
    await form.runCheck(() => Promise.resolve({ ofFile: [], beyond: [], environment: [] } as unknown as WholeCheck)); // prettier-ignore
    await form.runCheck(() => Promise.resolve(undefined));
    assert.equal(form.state().check.state, 'done');
    await assert.rejects(form.runCheck(() => Promise.reject(new Error('no'))));
    assert.equal(form.state().check.state, 'done');
  });

  it('is not started in Restricted Mode', () => {
    const { form } = session(TEXT, undefined, { isTrusted: () => false });
    assert.equal(form.state().cannotStart, 'Nothing is trained in Restricted Mode.');
  });

  it('shows what is wrong at its field, and the rest above', () => {
    const findings = [
      finding('error', { option: 'steps', message: 'of steps' }),
      finding('warning', { option: 'extra.a', message: 'of an option' }),
      finding('warning', { file: 'cat.training.toml', message: 'of the file' }),
      finding('warning', { file: 'cat/1.png', message: 'of a picture' }),
    ];
    const { form } = session(`${TEXT}[extra]\na = 1\n`, undefined, { findings: () => findings });
    const { fields, extras, problems } = form.state();
    const messages = (list: readonly { readonly message: string }[] = []) =>
      list.map(({ message }) => message);
    assert.deepEqual(messages(fields.find((field) => field.path === 'steps')?.problems), ['of steps']);
    assert.deepEqual(messages(extras[0]?.problems), ['of an option']);
    assert.deepEqual(messages(problems), ['of the file']);
  });

  it('says where the text is no TOML, and refuses to change it', async () => {
    const { file, form } = session('name = "cat"\nsteps = [\n');
    assert.match(form.state().broken ?? '', /^Line \d: /);
    await assert.rejects(form.set('name', 'dog'), /no TOML/);
    assert.equal(file.text, 'name = "cat"\nsteps = [\n');
  });

  it('refuses what is no field, and changes nothing', async () => {
    const { file, form } = session(TEXT);
    for (const none of ['extra', 'extra.', 'save', 'subsets', 'nothing', 'steps.more', ''])
      await assert.rejects(form.set(none, '1'), /has no/, none);
    assert.equal(file.text, TEXT);
  });

  it('gets the family of a base model, and what Chroma needs beside it', async () => {
    const model = (name: string, ...tensors: string[]) =>
      folder.write(name, safetensors(Object.fromEntries(tensors.map((each) => [each, { values: [1] }]))));
    const flux = ['double_blocks.0.img_attn.qkv.weight', 'single_blocks.0.linear1.weight'];
    model('flux.safetensors', ...flux, 'guidance_in.in_layer.weight');
    model('chroma.safetensors', ...flux, 'distilled_guidance_layer.in_proj.weight');
    const { file, form } = session(TEXT, path());
    const extra = () => readTraining(file.text).document.value.extra as Record<string, unknown> | undefined;
    await form.set('base_model', 'chroma.safetensors');
    assert.match(file.text, /^family = "flux"$/m);
    const { model_type, guidance_scale, apply_t5_attn_mask } = extra() ?? {};
    assert.deepEqual([model_type, guidance_scale, apply_t5_attn_mask], ['chroma', 0, true]);
    await form.set('base_model', 'flux.safetensors');
    assert.deepEqual({ ...extra() }, { guidance_scale: 1 });
  });
});
