import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Demo, shareDemo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';

describe('Export and Import Metadata', () => {
  let demo: Demo;
  let exported: string;
  const sidecarFile = (model: string) => path.join(demo.workbench.folder, `models/${model}.metadata.json`);
  const sidecar = async (model: string) =>
    JSON.parse(await readFile(sidecarFile(model), 'utf8')) as Record<string, unknown>;
  const run = (title: string) => demo.workbench.runCommand(`Diffusion Workbench: ${title}`);
  const picker = () => demo.workbench.screen.quickInput();

  before(async () => {
    demo = await shareDemo();
    const { workbench } = demo;
    exported = path.join(path.dirname(workbench.folder), 'library.json');
    await workbench.treeRow('models').waitFor();
    await run('Annotate All');
    await workbench.toast('9 identified').waitFor();
    await workbench.clearToasts();
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  async function startImport(): Promise<void> {
    await run('Import Metadata');
    await demo.workbench.answerDialog(exported, 'Import metadata for');
    await picker().getByText('Import from library.json: what changes.').waitFor();
  }

  it('exports what is known of every model into one file', async () => {
    const { workbench } = demo;
    await run('Export Metadata');
    await workbench.answerDialog(exported, 'Export the metadata of');
    await workbench.toast('Metadata of 12 models exported to library.json').waitFor();
    await workbench.screenshot('export-done');
    const text = await readFile(exported, 'utf8');
    const { models } = JSON.parse(text) as {
      models: Record<string, { metadata: { civitai_version_id?: number } }>;
    };
    assert.equal(
      models['models/checkpoints/dreamscape_xl.safetensors']?.metadata.civitai_version_id,
      920_009,
    );
    assert.ok(!text.includes(workbench.folder));
    await workbench.clearToasts();
  });

  it('says what an import would change, and writes nothing before it is accepted', async () => {
    const { workbench } = demo;
    await rm(sidecarFile('checkpoints/dreamscape_xl.safetensors'));
    const ink = await sidecar('loras/ink_wash.safetensors');
    const changed = `${JSON.stringify({ ...ink, notes: 'My newer notes' }, undefined, 2)}\n`;
    await writeFile(sidecarFile('loras/ink_wash.safetensors'), changed);
    await startImport();
    const items = (await demo.workbench.screen.quickInputRows.allInnerTexts()).join('\n');
    assert.equal(await demo.workbench.screen.quickInputRows.count(), 2, items);
    assert.match(items, /dreamscape_xl\.safetensors[\s\S]*new/);
    assert.match(items, /ink_wash\.safetensors[\s\S]*differs from what you typed: notes/);
    await workbench.screenshot('import-preview');
    await workbench.page.keyboard.press('Escape');
    await picker().waitFor({ state: 'hidden' });
    assert.equal(await readFile(sidecarFile('loras/ink_wash.safetensors'), 'utf8'), changed);
    await assert.rejects(readFile(sidecarFile('checkpoints/dreamscape_xl.safetensors')));
  });

  it('takes what is imported, where you say so', async () => {
    const { workbench } = demo;
    await startImport();
    assert.equal(await demo.workbench.screen.quickInputRows.count(), 2);
    await picker().getByRole('button', { name: 'OK' }).click();
    const dialog = workbench.screen.dialog;
    await dialog.getByText('ink_wash.safetensors: notes').waitFor();
    await workbench.screenshot('import-conflict');
    await dialog.getByRole('button', { name: 'Take Imported' }).click();
    await workbench.toast(/imported/).waitFor();
    assert.equal((await sidecar('checkpoints/dreamscape_xl.safetensors')).civitai_version_id, 920_009);
    await eventually(async () => {
      const { notes } = await sidecar('loras/ink_wash.safetensors');
      assert.equal(notes, 'Best at 0.6, together with a plain background.');
    });
  });
});
