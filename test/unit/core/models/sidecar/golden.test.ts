import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { editPatch } from '../../../../../src/core/models/sidecar/edit';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { applyImport } from '../../../../../src/core/models/transfer/applyImport';
import { planImport } from '../../../../../src/core/models/transfer/planImport';
import { assertGolden } from '../../../../support/golden';
import { TestLibrary } from '../../../support/testLibrary';

describe('a sidecar as it is written', () => {
  let library: TestLibrary;
  beforeEach(async () => (library = await TestLibrary.make()));
  afterEach(async () => library.remove());

  /** The text, without what differs from run to run: the loopback's port and the local time. */
  async function textOf(path: string): Promise<string> {
    const text = await readFile(sidecarPath(path), 'utf8');
    return text
      .replaceAll(library.civitai.baseUrl, 'https://civitai.test')
      .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'https://image.civitai.test')
      .replace(/"last_updated": "[^"]*"/, '"last_updated": "2026-01-02T03:04:05"');
  }

  async function annotated(name: string) {
    const file = await library.published(name, {
      modelId: 1,
      versionId: 10,
      trainedWords: ['foo style', 'bar'],
    });
    const { annotator } = await library.services();
    await annotator.annotate([file]);
    return { file, annotator };
  }

  it('after annotating', async () => {
    const { file } = await annotated('foo');
    assertGolden('sidecars/annotated.json', await textOf(file.path));
  });

  it('after fetching another version, which says less', async () => {
    const { file, annotator } = await annotated('foo');
    await updateSidecar(file.path, (current) => editPatch(current, { name: 'Mine', notes: 'n' }));
    library.publish(Buffer.from('another file'), { modelId: 2, versionId: 20 });
    await annotator.link(file.path, { versionId: 20 }, { force: true });
    assertGolden('sidecars/other-version.json', await textOf(file.path));
  });

  it('after an import over fields of the user', async () => {
    const { file } = await annotated('foo');
    await updateSidecar(file.path, (current) => editPatch(current, { name: 'Mine' }));
    const metadata = {
      name: 'Theirs',
      notes: 'their notes',
      tags: ['style'],
      field_sources: { name: 'user', notes: 'user', tags: 'civitai' },
      of_another_tool: 7.0,
    };
    const source = await library.write(
      'export.json',
      JSON.stringify({ models: { 'foo.safetensors': { metadata } } }),
    );
    const plan = await planImport(library.folder, source.path, [file]);
    await applyImport(plan, { overwriteUser: false, clock: () => library.clock });
    assertGolden('sidecars/imported.json', await textOf(file.path));
  });
});
