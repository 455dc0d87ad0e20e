import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { editPatch } from '../../../../../src/core/models/sidecar/edit';
import { bounded } from '../../../../../src/core/models/sidecar/limits';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { safePreviewPath } from '../../../../../src/core/models/sidecar/previewPath';
import { readSidecar, updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { TestLibrary } from '../../../support/testLibrary';

/** More than a sidecar may grow by at once. */
const HUGE = 'x'.repeat(17 * 1024 * 1024);

describe('what a sidecar may grow to', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  it('an answer with a description of 17 MB leaves a sidecar that every command can read', async () => {
    const file = await library.published('ink', {
      versionId: 22,
      description: HUGE,
      trainedWords: Array.from({ length: 5000 }, (_, n) => `${n} ${'w'.repeat(5000)}`),
    });
    const { annotator } = await library.services();
    const [result] = await annotator.annotate([file], { header: false, previews: false });
    assert.equal(result?.state, 'identified');
    const read = await readSidecar(file.path);
    assert.ok(read.kind === 'ok');
    const { description = '', trigger_words: words = [] } = read.sidecar;
    assert.equal(description.length, 200_000);
    assert.ok(description.endsWith('x…'));
    assert.deepEqual([words.length, words[0]?.length], [1000, 2000]);
    const [again] = await annotator.annotate([file], { verify: true, previews: false });
    assert.equal(again?.state, 'identified');
  });

  it('refuses what would make it too large to be read, and leaves it as it was', async () => {
    const model = join(library.folder, 'a.safetensors');
    await updateSidecar(model, () => ({ notes: 'mine' }));
    const before = await readFile(sidecarPath(model), 'utf8');
    await assert.rejects(
      updateSidecar(model, () => ({ unknown: HUGE })),
      { code: 'bad_input' },
    );
    assert.equal(await readFile(sidecarPath(model), 'utf8'), before);
    // One that another program made large stays usable.
    await writeFile(sidecarPath(model), JSON.stringify({ unknown: HUGE, notes: 'long ago' }));
    await updateSidecar(model, () => ({ notes: 'new' }));
    assert.match(await readFile(sidecarPath(model), 'utf8'), /"new"/);
  });

  it('tells the user instead of cutting what they typed', () => {
    assert.throws(() => editPatch({}, { notes: 'x'.repeat(200_001) }), { code: 'bad_input' });
    assert.throws(() => editPatch({}, { trigger_words: ['x'.repeat(2001)] }), { code: 'bad_input' });
    assert.equal(editPatch({}, { notes: 'x'.repeat(200_000) }).notes?.length, 200_000);
  });

  it('cuts between two characters', () => {
    const text = bounded('name', `${'x'.repeat(498)}😀${'y'.repeat(500)}`) as string;
    assert.equal(text, `${'x'.repeat(498)}…`);
  });
});

describe('addresses and paths that strangers write', () => {
  for (const path of [
    '../../secret.png',
    '..',
    '/etc/passwd',
    'C:/Windows/win.ini',
    'a/../../b.png',
    '..\\b.png',
    '\\\\server\\share.png',
    'file:///etc/passwd',
    'a\0.png',
    '',
  ]) {
    it(`does not keep the preview path ${JSON.stringify(path)}`, () => {
      assert.equal(safePreviewPath(path), undefined);
      assert.equal(bounded('preview_path', path), undefined);
    });
  }

  it('keeps a preview path of its own folder', () => {
    for (const path of ['.previews/a.jpg', 'a.preview.png', 'a..b.png', '%2e%2e/a.png'])
      assert.equal(bounded('preview_path', path), path);
  });

  for (const url of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'command:x',
    'vscode://x',
    'x',
  ]) {
    it(`does not keep the address ${url}`, () => {
      assert.equal(bounded('preview_url', url), undefined);
      assert.deepEqual(bounded('download_urls', [url, 'https://civitai.com/a']), ['https://civitai.com/a']);
      assert.deepEqual(bounded('file_info', { id: 1, downloadUrl: url }), { id: 1 });
    });
  }
});
