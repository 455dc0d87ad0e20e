import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { embedInFile } from '../../src/core/media/embed/embedInFile';
import { makePicture } from '../fixtures/makePictures';
import { type Demo, shareDemo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { GalleryPanel } from './support/galleryPanel';
import { untilKept } from './support/kept';
import { nameless } from './support/tabOrder';

/** Pictures of a folder with what they were made with, the newest first. */
const PICTURES = [
  { name: 'fox.png', prompt: 'a red fox, forest, morning', seed: 1 },
  { name: 'fox at night.png', prompt: 'a red fox, forest, night', seed: 2 },
  { name: 'lighthouse.png', prompt: 'lighthouse, fog, <lora:watercolor_sketch:0.8>', seed: 3 },
  { name: 'mature.png', prompt: 'a statue, marble', seed: 4, level: 8 },
];
const NAMES = PICTURES.map(({ name }) => name);

async function makePictures(folder: string): Promise<void> {
  mkdirSync(folder);
  for (const [index, { name, prompt, seed, level }] of PICTURES.entries()) {
    const file = path.join(folder, name);
    writeFileSync(file, await makePicture(seed, 'png', 256, 384));
    await embedInFile(file, `${prompt}\nNegative prompt: blurry\nSteps: 20, Sampler: Euler, CFG scale: 6, Seed: ${seed}, Size: 256x384, Model: dreamscape_xl`, {}); // prettier-ignore
    if (level !== undefined) writeFileSync(`${file}.metadata.json`, JSON.stringify({ id: 900 + seed, nsfwLevel: 'X' })); // prettier-ignore
    const time = new Date(Date.UTC(2026, 0, PICTURES.length - index));
    utimesSync(file, time, time);
  }
}

describe('the gallery', () => {
  let demo: Demo;
  before(async () => {
    demo = await shareDemo({ prepare: (folder) => makePictures(path.join(folder, 'mine')) });
  });
  after(async () => demo.close());
  screenshotFailures(() => demo.workbench);

  const page = () => new GalleryPanel(demo.workbench);
  const at = (name: string) => path.join(demo.workbench.folder, 'mine', name);
  const press = (key: string) => demo.workbench.page.keyboard.press(key);

  it('shows the pictures of a folder, and blurs what is above the level of the user', async () => {
    const { workbench } = demo;
    await workbench.runCommand('Diffusion Workbench: Open Preview Gallery');
    await workbench.screen.quickInputRows.filter({ hasText: 'A Folder of Pictures…' }).click();
    await workbench.answerDialog(path.dirname(at('x')), 'Open a gallery of which folder?');
    const gallery = page();
    await gallery.shows(...NAMES);
    await gallery.drawn('fox.png');
    assert.equal(await gallery.counts.innerText(), '4 pictures');
    assert.match((await gallery.cell('mature.png').getAttribute('aria-label')) ?? '', /level X, blurred/);
    assert.equal(await gallery.cell('mature.png').locator('img').count(), 0, 'only its colours');
    assert.deepEqual(nameless(await gallery.main.ariaSnapshot()), []);
    await workbench.screenshots('gallery', ['light', 'high-contrast', 'high-contrast-light', 'dark']);
  });

  it('finds by what they were made with, as one types', async () => {
    const gallery = page();
    await gallery.search.fill('fox -night');
    await gallery.shows('fox.png');
    assert.equal(await gallery.counts.innerText(), '1 of 4 pictures');
    await gallery.search.fill('lora:watercolor_sketch');
    await gallery.shows('lighthouse.png');
    await gallery.search.fill('');
    await gallery.shows(...NAMES);
  });

  it('says of one what it was made with, and marks what changed while one goes through them', async () => {
    const { workbench } = demo;
    const gallery = page();
    await gallery.cell('fox.png').click();
    await press('Enter');
    await gallery.detail.getByText('a red fox, forest, morning').waitFor();
    await gallery.button('next').click();
    await gallery.detail.locator('mark', { hasText: 'night' }).waitFor();
    await workbench.screenshot('gallery-detail');
    const shape = () => gallery.detail.locator('.viewer img').evaluate((image) => {
      const { width, height } = image.getBoundingClientRect();
      return (width / height).toFixed(2);
    }); // prettier-ignore
    await eventually(async () => assert.equal(await shape(), (256 / 384).toFixed(2)));
    await gallery.button('copy seed').click();
    await eventually(async () => assert.equal(await workbench.clipboard(), '2'));
    await gallery.button('next').click();
    await gallery.detail.getByText('watercolor_sketch').first().waitFor();
    await workbench.screenshot('gallery-detail-models');
    await press('Escape');
    await gallery.detail.waitFor({ state: 'hidden' });
  });

  it('keeps favourites and ratings beside the pictures, and undoes them', async () => {
    const gallery = page();
    await gallery.cell('fox.png').click();
    await press('f');
    await press('4');
    const record = () => JSON.parse(readFileSync(`${at('fox.png')}.metadata.json`, 'utf8')) as unknown;
    await eventually(() => assert.deepEqual(record(), { favourite: true, rating: 4 }));
    await gallery.search.fill('is:favourite');
    await gallery.shows('fox.png');
    await gallery.search.fill('');
    await gallery.shows(...NAMES);
  });

  it('moves pictures to the trash, leaves a hole, and brings them back', async () => {
    const { workbench } = demo;
    const gallery = page();
    await gallery.cell('fox at night.png').click();
    await press('Delete');
    await workbench.screen.dialog.getByRole('button', { name: 'Move to Trash' }).click();
    await eventually(() => assert.ok(!existsSync(at('fox at night.png'))));
    await gallery.frame.locator('.cell.hole').waitFor();
    await workbench.toast('moved to the trash').getByRole('button', { name: 'Undo' }).click();
    await workbench.screen.dialog.getByRole('button', { name: 'Undo', exact: true }).click();
    await eventually(() => assert.ok(existsSync(at('fox at night.png'))));
    await gallery.button('refresh').click();
    await gallery.shows(...NAMES);
  });

  it('writes a prompt into the text that is edited', async () => {
    const { workbench } = demo;
    writeFileSync(path.join(workbench.folder, 'notes.txt'), '');
    await workbench.openFile('notes.txt');
    await workbench.runCommand('View: Split Editor Right');
    await workbench.screen.tab('Gallery: mine').click();
    const gallery = page();
    await gallery.cell('fox.png').click();
    await press('Control+Enter');
    await workbench.page.getByText('a red fox, forest, morning').first().waitFor();
    await workbench.runCommand('File: Save All');
    await eventually(() => assert.equal(readFileSync(path.join(workbench.folder, 'notes.txt'), 'utf8'), 'a red fox, forest, morning')); // prettier-ignore
  });

  it('is the same after a reload: its filter, and the picture that has the focus', async () => {
    const { workbench } = demo;
    await page().search.fill('fox');
    await page().shows('fox.png', 'fox at night.png');
    await page().cell('fox at night.png').click();
    await untilKept(workbench.page, '"filter":"fox"');
    await untilKept(workbench.page, 'fox at night.png"}');
    await workbench.reload();
    await workbench.screen.tab('Gallery: mine').click();
    await page().shows('fox.png', 'fox at night.png');
    await eventually(async () => assert.equal(await page().cell('fox at night.png').getAttribute('tabindex'), '0')); // prettier-ignore
    await page().search.fill('');
  });

  it('notices a picture that comes, without losing the place', async () => {
    const gallery = page();
    await gallery.shows(...NAMES);
    writeFileSync(at('new.png'), await makePicture(9, 'png', 64, 64));
    await gallery.button('refresh').waitFor();
    await gallery.shows(...NAMES);
    await gallery.button('refresh').click();
    await gallery.shows('new.png', ...NAMES);
  });

  it('has the models of the library as cards, which lead to their pictures', async () => {
    const { workbench } = demo;
    await workbench.runCommand('Diffusion Workbench: Open Preview Gallery');
    await workbench.screen.quickInputRows.filter({ hasText: 'The Whole Library' }).click();
    const gallery = page();
    await gallery.frame.getByText('dreamscape_xl.safetensors').waitFor();
    await workbench.screenshot('gallery-models');
    await gallery.cell('dreamscape_xl.safetensors').click();
    await press('Enter');
    await gallery.button('pictures').click();
    await workbench.screen.activeTab('Gallery: dreamscape_xl').waitFor();
  });
});
