import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { faults } from '../civitai/faults';
import { publishDownloads } from '../demo/downloads';
import { openDemo, type Demo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';

describe('the Downloads view', () => {
  const data = mkdtempSync(path.join(tmpdir(), 'diffusion-workbench-data-'));
  let demo: Demo;
  before(async () => {
    demo = await openDemo({
      env: { DIFFUSION_WORKBENCH_DATA: data },
      settings: { 'diffusionWorkbench.images.generateThumbnails': true },
    });
    await publishDownloads(demo.civitai);
    holdSlowRiver();
  });
  /** Half of the file comes, and then nothing more until `heal`. */
  const holdSlowRiver = () => {
    demo.civitai.heal();
    demo.civitai.failAbout('store', '/store/940004/', faults.stall());
  };
  after(async () => {
    await demo.close();
    rmSync(data, { recursive: true, force: true });
  });
  screenshotFailures(() => demo.workbench);

  const there = (...parts: string[]) => existsSync(path.join(demo.workbench.folder, ...parts));

  it('shows a model that is downloaded into the folder for its type, and the Models view knows it', async () => {
    const { workbench } = demo;
    await workbench.treeRow('models').waitFor();
    await workbench.runCommand('Diffusion Workbench: Download Model Version…');
    await workbench.answer('930001');
    await workbench.screen.quickInputRows.filter({ hasText: 'v1.0' }).waitFor();
    await workbench.screenshot('download-versions');
    await workbench.screen.quickInputRows.filter({ hasText: 'v1.0' }).click();
    await workbench.screen.quickInputRows.filter({ hasText: 'holds most of this type' }).waitFor();
    await workbench.screenshot('download-folder');
    await workbench.page.keyboard.press('Enter');
    await workbench.treeRow(/Harbour Light · v1.0.*verified/).waitFor();
    assert.ok(there('models/loras/harbour_light.safetensors.metadata.json'));
    await workbench.treeRow(/Example images of Harbour Light · v1.0.*3 downloaded/).waitFor();
    await workbench.screenshot('downloads-done');
    const images = path.join(demo.workbench.folder, 'images/930001');
    assert.deepEqual(readdirSync(images).filter((name) => name.endsWith('.jpeg')).length, 3);
    assert.equal(readdirSync(path.join(images, '.previews')).length, 3);
  });

  it('pauses a download, resumes it where it was, and cancels it', async () => {
    const { workbench, civitai } = demo;
    await workbench.runCommand('Diffusion Workbench: Download Model Version…');
    await workbench.answer('930004');
    const slow = workbench.treeRow(/^Slow River/);
    await workbench.treeRow(/Slow River.*\d %/).waitFor();
    await workbench.screenshots('downloads', ['light', 'high-contrast', 'dark']);
    await workbench.chooseFromMenu(slow, 'Pause Download');
    await workbench.treeRow(/Slow River.*paused at/).waitFor();
    const part = readdirSync(path.join(demo.workbench.folder, 'models/loras')).find((name) =>
      name.includes('slow_river'),
    );
    assert.ok(part, 'what came is kept');
    civitai.requests.length = 0;
    await workbench.chooseFromMenu(slow, 'Resume Download');
    await eventually(() => assert.ok(civitai.requests.some(({ headers }) => /^bytes=[1-9]/.test(headers.range ?? '')))); // prettier-ignore
    await workbench.chooseFromMenu(slow, 'Cancel Download');
    await workbench.treeRow(/Slow River.*cancelled/).waitFor();
  });

  it('says why one failed and what to do', async () => {
    const { workbench } = demo;
    await workbench.runCommand('Diffusion Workbench: Download Model Version…');
    await workbench.answer('930005');
    const failed = workbench.treeRow(/Members Only/);
    await workbench.treeRow(/Members Only.*(log|API|token)/i).waitFor();
    const told = await workbench.hover(failed);
    await told.getByText('What to do:').waitFor();
    await workbench.screenshot('downloads-failed');
  });

  it('gets all models of a creator, so that the prompt commands work on them at once', async () => {
    const { workbench } = demo;
    await workbench.runCommand('Diffusion Workbench: Get All Models of Creator…');
    await workbench.answer('https://civitai.com/user/maria/models');
    await workbench.screen.dialog.getByText('Download all models of maria?').waitFor();
    await workbench.screenshot('creator-confirm');
    await workbench.screen.dialog.getByRole('button', { name: 'Download', exact: true }).click();
    await workbench.treeRow(/All models of maria.*downloaded/).waitFor();
    await eventually(() => assert.ok(there('download_logs/maria/maria_download_log.json')));
    const folder = path.join(workbench.folder, 'creators/maria/Linocut');
    await eventually(() => assert.ok(readdirSync(folder).some((name) => name.endsWith('.txt'))));
    const text = readdirSync(folder).find((name) => name.endsWith('.txt')) ?? '';
    const prompt = JSON.parse(readFileSync(path.join(folder, text), 'utf8')) as Record<string, string>;
    assert.match(prompt.prompt ?? '', /^<lora:linocut:\d.*>, /);
    await workbench.screenshot('creator-done');
  });

  it('asks for example images by a filter, and shows where they would go', async () => {
    const { workbench } = demo;
    await workbench.runCommand('Diffusion Workbench: Download Example Images…');
    await workbench.screen.quickInputRows.filter({ hasText: 'By a filter…' }).click();
    await workbench.screen.quickInputRows.filter({ hasText: 'Only with generation parameters' }).waitFor();
    await workbench.screenshot('images-filter');
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('Diffusion Workbench: Change Where Example Images Go…');
    await workbench.screen.quickInputRows.filter({ hasText: 'Type one…' }).click();
    await workbench.screen.quickInputBox.fill('{creator}/{date}_{id}');
    await workbench.page.getByText('such as maria/2026-01-31_1234567.jpeg').waitFor();
    await workbench.screenshot('images-template');
    await workbench.page.keyboard.press('Escape');
  });

  it('goes on after a restart with what was not done', async () => {
    const { workbench } = demo;
    await workbench.chooseFromMenu(workbench.treeRow(/^Slow River/), 'Retry Download');
    await workbench.treeRow(/Slow River.*\d %/).waitFor();
    demo.civitai.heal();
    await workbench.reload();
    await workbench.showContainer();
    await workbench.treeRow(/Slow River.*verified/).waitFor();
    await workbench.screenshot('downloads-restarted');
    await workbench.runCommand('Diffusion Workbench: Remove Finished Downloads from the List');
    await workbench.treeRow(/Slow River · v1.0/).waitFor({ state: 'detached' });
    const lines = readFileSync(path.join(data, 'downloads/tasks.ndjson'), 'utf8');
    assert.ok(!lines.includes('Signature'), 'no signed address is kept');
  });
});
