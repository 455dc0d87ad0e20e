import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HTML_PAGE, makeCheckpoint, makeLora } from '../fixtures/makeModels';
import { openDemo, type Demo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { expandAll, modelRows } from './support/modelRows';

describe('the Models view when files change', () => {
  let demo: Demo;
  let outside: string;
  const inWorkspace = (name: string) => path.join(demo.workbench.folder, name);
  const rows = async () => (await modelRows(demo.workbench.page)).map((row) => row.trim());
  const shows = (row: string) =>
    eventually(async () => {
      const shown = await rows();
      assert.ok(shown.includes(row), `${row} is not in\n${shown.join('\n')}`);
    });
  const color = (name: string) =>
    demo.workbench.screen
      .rowName(demo.workbench.treeRow(name))
      .evaluate((label) => getComputedStyle(label).color);
  const refresh = () => demo.workbench.runCommand('Diffusion Workbench: Refresh Models');

  before(async () => {
    demo = await openDemo({
      prepare: async (folder) => {
        const sidecar = { notes: 'mine', preferred_weight: 'high', identified_by: 'guessing' };
        await writeFile(
          path.join(folder, 'models/embeddings/soft_light.pt.metadata.json'),
          `${JSON.stringify(sidecar, undefined, 2)}\n`,
        );
        outside = path.join(path.dirname(folder), 'drive');
        await mkdir(outside);
        await writeFile(path.join(outside, 'on_the_drive.safetensors'), makeLora({ name: 'on_the_drive' }));
        await mkdir(path.join(folder, '.vscode'));
        await writeFile(
          path.join(folder, '.vscode/settings.json'),
          JSON.stringify({ 'diffusionWorkbench.models.directories': [outside, '/nowhere/unplugged'] }),
        );
      },
    });
    await demo.workbench.treeRow('models').waitFor();
    await expandAll(demo.workbench.page);
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('notices a model that appears, changes and goes', async () => {
    const model = inWorkspace('models/embeddings/new.SAFETENSORS');
    await writeFile(model, makeCheckpoint('new'));
    await shows('new.SAFETENSORS | not identified yet');
    await writeFile(model, HTML_PAGE);
    await shows('new.SAFETENSORS | not a whole model file');
    await rm(model);
    await eventually(async () => {
      assert.ok(!(await rows()).some((row) => row.startsWith('new.SAFETENSORS')));
    });
  });

  it('notices a sidecar that is written by hand', async () => {
    await writeFile(
      inWorkspace('models/loras/empty.safetensors.metadata.json'),
      JSON.stringify({ name: 'Nothing in it' }),
    );
    await shows('Nothing in it | not a whole model file');
  });

  it('keeps a folder listed, greyed, that is not there', async () => {
    const { workbench } = demo;
    await shows('unplugged | not available');
    await eventually(async () => assert.notEqual(await color('unplugged'), await color('drive')));
    await workbench.screenshot('models-missing');
  });

  it('finds by Refresh what came into a folder outside of the workspace', async () => {
    await shows('on_the_drive.safetensors | SDXL 1.0 · not identified yet');
    await writeFile(path.join(outside, 'came_later.safetensors'), makeLora({ name: 'came_later' }));
    await refresh();
    await shows('came_later.safetensors | SDXL 1.0 · not identified yet');
  });

  it('keeps the models of a folder that goes away, and finds them again', async () => {
    const { workbench } = demo;
    await rename(outside, `${outside} away`);
    await refresh();
    await shows('drive | not available');
    await workbench.revealRow('on_the_drive.safetensors');
    await shows('on_the_drive.safetensors | SDXL 1.0 · not available');
    await eventually(async () => assert.equal(await color('drive'), await color('unplugged')));
    await eventually(async () => assert.equal(await color('on_the_drive'), await color('unplugged')));
    await workbench.screenshot('models-missing-kept');
    await rename(`${outside} away`, outside);
    await refresh();
    await shows('drive | 2');
    await shows('on_the_drive.safetensors | SDXL 1.0 · not identified yet');
  });

  it('removes a folder from the list', async () => {
    const { workbench } = demo;
    await workbench.chooseFromMenu(workbench.treeRow('unplugged'), 'Remove Folder from Models');
    await workbench.treeRow('unplugged').waitFor({ state: 'detached' });
    assert.ok((await rows()).some((row) => row.startsWith('drive |')));
  });

  describe('a sidecar that is opened as text', () => {
    before(async () => {
      const { workbench } = demo;
      const row = await workbench.revealRow('soft_light.pt');
      await workbench.chooseFromMenu(row, 'Open Sidecar');
      await workbench.screen.line('preferred_weight').waitFor();
    });

    it('is checked', async () => {
      const { workbench } = demo;
      await workbench.screen.warnings.first().waitFor();
      await workbench.runCommand('View: Focus Problems');
      const problems = workbench.screen.problems;
      await problems.filter({ hasText: 'Incorrect type. Expected "number"' }).waitFor();
      await problems.filter({ hasText: 'Value is not accepted' }).waitFor();
      await workbench.screenshot('sidecar-errors');
      await workbench.runCommand('View: Hide Panel');
    });

    it('explains its keys', async () => {
      const { workbench } = demo;
      await workbench.page.mouse.move(1000, 600);
      await workbench.screen.line('"preferred_weight"').getByText('"preferred_weight"').hover();
      const hover = workbench.screen.editorHover;
      await hover
        .filter({ hasText: /weight/i })
        .first()
        .waitFor();
      await workbench.screenshot('sidecar-hover');
      assert.match((await hover.allInnerTexts()).join('\n'), /weight/i);
    });

    it('completes keys that are not there yet', async () => {
      const { workbench } = demo;
      const { page } = workbench;
      await workbench.screen.line('"notes"').click();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('"tri');
      await page.keyboard.press('Control+Space');
      const suggestions = workbench.screen.suggestions;
      await suggestions.filter({ hasText: 'trigger_words' }).waitFor();
      await workbench.screenshot('sidecar-completion');
      await page.keyboard.press('Escape');
    });
  });
});
