import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { faults } from '../civitai/faults';
import { openDemo, type Demo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { expandAll, modelRows } from './support/modelRows';
import { writeSparseModel } from './support/sparseModel';

const GIANT = 'models/checkpoints/giant.safetensors';

describe('Annotate All', () => {
  let demo: Demo;
  const rows = async () => (await modelRows(demo.workbench.page)).map((row) => row.trim());
  const annotateAll = () => demo.workbench.runCommand('Diffusion Workbench: Annotate All');
  const running = () => demo.workbench.toast('Annotating models');
  const cancel = () => demo.workbench.cancelProgress('Annotating models');
  const sidecarOf = (model: string) => path.join(demo.workbench.folder, `${model}.metadata.json`);

  before(async () => {
    demo = await openDemo({
      prepare: async (folder) => {
        const giant = path.join(folder, GIANT);
        // Some minutes of hashing: the run is under way for as long as a test looks at it.
        writeSparseModel(giant, 400e9);
        await utimes(giant, new Date(2024, 0), new Date(2024, 0));
      },
    });
    await demo.workbench.treeRow('models').waitFor();
    await expandAll(demo.workbench.page);
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('shows files, bytes, rate, time left and requests while it runs', async () => {
    const { workbench } = demo;
    await annotateAll();
    await workbench
      .toast(
        /Annotating models: Hashing · \d+ of 17 files · [\d.]+ [KMG]?B of 400 GB · [\d.]+ [KMG]B\/s · [\w ]+ left · \d+ requests/,
      )
      .waitFor();
    await workbench.screenshots('annotate-progress', ['light', 'dark']);
  });

  it('keeps what is done when it is cancelled', async () => {
    const { workbench } = demo;
    await eventually(async () =>
      assert.ok((await rows()).includes('Neon City Style | SDXL 1.0 · identified')),
    );
    await cancel();
    await workbench.toast('Cancelled, what is done is kept: ').waitFor();
    await running().waitFor({ state: 'detached' });
    await workbench.screenshot('annotate-cancelled');
    assert.ok(existsSync(sidecarOf('models/loras/neon_city_style.safetensors')));
    assert.ok(!existsSync(sidecarOf(GIANT)));
    assert.ok((await rows()).includes('giant.safetensors | not identified yet'));
    await workbench.clearToasts();
  });

  it('does only the rest when it runs again', async () => {
    const { workbench, civitai } = demo;
    await rm(path.join(workbench.folder, GIANT));
    await annotateAll();
    await workbench.toast('9 identified · 1 provisional').waitFor();
    await eventually(async () => assert.ok((await rows()).includes('Old Painter | SD 1.5 · identified')));
    const bodies = civitai.requests.filter((request) => request.path.endsWith('by-hash/ids'));
    const hashes = bodies.map(({ bodySize }) => (bodySize - 1) / `"${'0'.repeat(64)}",`.length);
    const asked = hashes.reduce((sum, count) => sum + count, 0);
    assert.equal(asked, 11, 'not each of the 9 that are identified and the 2 that are unknown once');
    await workbench.clearToasts();
  });

  it('can be cancelled while Civitai says nothing, and goes on later', async () => {
    const { workbench, civitai } = demo;
    await rm(sidecarOf('models/checkpoints/dreamscape_xl.safetensors'));
    await eventually(async () => {
      assert.ok((await rows()).includes('dreamscape_xl.safetensors | SDXL 1.0 · not identified yet'));
    });
    for (const route of ['byHashIds', 'byHashBatch', 'byHash'] as const) civitai.fail(route, faults.silent());
    const asked = civitai.requests.length;
    await annotateAll();
    await eventually(() => assert.ok(civitai.requests.length > asked));
    await cancel();
    await workbench.toast('Cancelled').waitFor();
    civitai.heal();
    await workbench.clearToasts();
    await annotateAll();
    await workbench.toast('9 identified').waitFor();
    await eventually(async () => assert.ok((await rows()).includes('Dreamscape XL | SDXL 1.0 · identified')));
    await workbench.clearToasts();
  });

  it('shows what is identified while a picture does not come', async () => {
    const { workbench, civitai } = demo;
    await rm(sidecarOf('models/embeddings/soft_light.pt'));
    await rm(path.join(workbench.folder, 'models/embeddings/soft_light.preview.jpeg'), { force: true });
    await eventually(async () => assert.ok((await rows()).includes('soft_light.pt | not identified yet')));
    civitai.fail('image', faults.stall());
    await annotateAll();
    await workbench.toast('Downloading previews · 16 of 16 files').waitFor();
    await eventually(async () => assert.ok((await rows()).includes('Soft Light | SD 1.5 · identified')));
    await workbench.screenshot('annotate-previews');
    await cancel();
    await workbench.toast('Cancelled').waitFor();
    assert.ok((await rows()).includes('Soft Light | SD 1.5 · identified'));
  });

  it('is followed by confirming what is provisional, in the background', async () => {
    const { workbench, civitai } = demo;
    civitai.heal();
    // As a header is trusted where the file takes long to hash.
    const sidecar = sidecarOf('models/loras/neon_city_style.safetensors');
    const said = JSON.parse(await readFile(sidecar, 'utf8')) as Record<string, unknown>;
    // What was asked about within the hour is not asked about again.
    const earlier = { ...said, identified_by: 'header', civitai_checked_at: '2026-01-01T00:00:00.000Z' };
    await writeFile(sidecar, JSON.stringify(earlier));
    await eventually(async () =>
      assert.ok((await rows()).includes('Neon City Style | SDXL 1.0 · provisional')),
    );
    workbench.changeSettings({ 'diffusionWorkbench.models.confirmInBackground': true });
    await eventually(async () => {
      const shown = await rows();
      assert.ok(shown.includes('Neon City Style | SDXL 1.0 · identified'), shown.join('\n'));
    });
  });
});

describe('Annotate All without a network', () => {
  let demo: Demo;
  before(async () => {
    demo = await openDemo({ settings: { 'diffusionWorkbench.civitai.enabled': false } });
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('sends no request when requests are off, and says so', async () => {
    const { workbench, civitai } = demo;
    await workbench.revealRow('neon_city_style');
    await workbench.runCommand('Diffusion Workbench: Annotate All');
    await workbench.toast(/Requests to Civitai are turned off/).waitFor();
    await workbench.screenshot('annotate-off');
    assert.deepEqual(civitai.requests, []);
  });

  it('asks as soon as they are on', async () => {
    const { workbench, civitai } = demo;
    workbench.changeSettings({ 'diffusionWorkbench.civitai.enabled': true });
    await eventually(async () => {
      await workbench.clearToasts();
      await workbench.runCommand('Diffusion Workbench: Annotate All');
      await workbench.toast(/identified/).waitFor();
      assert.ok(civitai.requests.length > 0);
    });
    await workbench.toast('9 identified · 1 provisional').waitFor();
  });

  it('says why, where Civitai cannot be reached', async () => {
    const { workbench } = demo;
    workbench.changeMachineSettings({ 'diffusionWorkbench.civitai.baseUrl': 'http://127.0.0.1:9/api/v1' });
    await rm(path.join(workbench.folder, 'models/embeddings/soft_light.pt.metadata.json'));
    await workbench.revealRow('soft_light.pt');
    await workbench.clearToasts();
    await workbench.runCommand('Diffusion Workbench: Annotate All');
    await workbench.toast(/cannot be reached.*stay as they were/).waitFor();
    await eventually(async () =>
      assert.ok(
        (await modelRows(workbench.page)).some((row) => row.includes('soft_light.pt | not identified yet')),
      ),
    );
    await workbench.screenshot('annotate-offline');
  });
});
