import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import type { Sidecar } from '../../src/core/models/sidecar/fields';
import { sha256 } from '../fixtures/makeModels';
import { type Demo, shareDemo } from './support/demo';
import { demoBytes, DetailsPage } from './support/detailsPage';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';

const LORAS = 'models/loras';
const KESTREL = 'models/loras/characters/kestrel.safetensors';

describe('Details, in the hands of a user', () => {
  let demo: Demo;
  let page: DetailsPage;
  const run = (title: string) => demo.workbench.runCommand(title);
  const annotateAll = async () => {
    await run('Diffusion Workbench: Annotate All');
    await demo.workbench.toast('identified').waitFor();
    await demo.workbench.clearToasts();
  };

  before(async () => {
    demo = await shareDemo();
    page = new DetailsPage(demo);
    await demo.workbench.treeRow('models').waitFor();
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('has a form for a model that is not identified yet, and shows at once what is found', async () => {
    await page.open('old_painter.ckpt', 'old_painter.ckpt');
    await page.card.locator('.badge', { hasText: 'Not identified yet' }).waitFor();
    await page.card.getByText('Not hashed yet.').waitFor();
    await page.field('name').fill('Grandpa');
    await page.button('save').click();
    await page.status('Saved.').waitFor();
    await page.field('notes').fill('typed while it was annotated');
    await annotateAll();
    await page.card.locator('.badge', { hasText: 'Identified' }).waitFor();
    await page.shows('name', 'Grandpa');
    await page.shows('notes', 'typed while it was annotated');
    await page.shows('trigger_words', 'oil painting');
    await page.card.locator('.field-name .offer', { hasText: 'Old Painter' }).waitFor();
    await page.button('revert').click();
    await page.shows('notes', '');
  });

  it('saves every field of the form, and marks it as the user’s', async () => {
    await page.open('Watercolor Sketch', 'Watercolor Sketch');
    const typed = {
      name: 'Aquarelle ✿',
      trigger_words: 'wet on wet\n\n  soft edges  ',
      base_model: 'SD 1.5 LCM',
      preferred_weight: '0,65',
      tags: 'style, paper , ',
      description: '<b>My</b> own words',
      notes: 'two\nlines',
    };
    for (const [name, text] of Object.entries(typed)) await page.field(name).fill(text);
    await page.button('save').click();
    await page.status('Saved.').waitFor();
    const saved = {
      name: 'Aquarelle ✿',
      trigger_words: ['wet on wet', 'soft edges'],
      base_model: 'SD 1.5 LCM',
      preferred_weight: 0.65,
      tags: ['style', 'paper'],
      description: '<b>My</b> own words',
      notes: 'two\nlines',
    };
    const written = await page.sidecar(`${LORAS}/watercolor_sketch.safetensors`);
    for (const [name, value] of Object.entries(saved)) {
      assert.deepEqual(written[name as keyof typeof saved], value, name);
      assert.equal(written.field_sources?.[name as keyof typeof saved], 'user', name);
    }
    await page.shows('description', '<b>My</b> own words');
    await page.card.locator('h1', { hasText: 'Aquarelle ✿' }).waitFor();
    assert.match(await page.card.locator('.field-tags .source').innerText(), /from you/);
  });

  it('refuses a weight that is none, and steps it with the arrow keys', async () => {
    await page.field('preferred_weight').fill('a lot');
    await page.card.locator('.field-preferred_weight .error', { hasText: 'A number from −5 to 5' }).waitFor();
    await demo.workbench.screenshot('details-invalid');
    await page.field('notes').fill('not saved either');
    await page.field('notes').press('Control+s');
    await page.status('Preferred weight: A number from −5 to 5').waitFor();
    await eventually(async () => assert.equal(await page.focused(), 'field-preferred_weight'));
    assert.equal((await page.sidecar(`${LORAS}/watercolor_sketch.safetensors`)).notes, 'two\nlines');
    await page.field('preferred_weight').fill('0.95');
    await page.field('preferred_weight').press('ArrowUp');
    await page.field('preferred_weight').press('ArrowUp');
    await page.shows('preferred_weight', '1.05');
    await page.button('revert').click();
    await page.shows('preferred_weight', '0.65');
  });

  it('keeps what was typed when Civitai changes, shows what it says, and takes single fields', async () => {
    const model = `${LORAS}/watercolor_sketch.safetensors`;
    demo.civitai.removeVersion(920_002);
    page.publish(model, {
      modelId: 910_002,
      versionId: 920_002,
      versionName: 'v1.1',
      modelName: 'Watercolor Sketch',
      baseModel: 'SD 2.1',
      trainedWords: ['brand new word'],
    });
    await page.fetchByHash();
    await page.card.locator('.field-trigger_words .offer', { hasText: 'brand new word' }).waitFor();
    await page.card.locator('.field-base_model .offer', { hasText: 'SD 2.1' }).waitFor();
    await page.card.getByText('v1.1').first().waitFor();
    await page.shows('trigger_words', 'wet on wet\nsoft edges');
    await page.shows('base_model', 'SD 1.5 LCM');
    await demo.workbench.toast('What you typed is kept').waitFor();
    await demo.workbench.screenshot('details-offers');
    await demo.workbench.clearToasts();
    await page.button('offer-trigger_words').click();
    await page.shows('trigger_words', 'brand new word');
    await page.button('offer-trigger_words').waitFor({ state: 'detached' });
    const { trigger_words, base_model, name, notes, field_sources } = await page.sidecar(model);
    assert.deepEqual(trigger_words, ['brand new word']);
    assert.equal(field_sources?.trigger_words, 'civitai');
    assert.deepEqual([base_model, name, notes], ['SD 1.5 LCM', 'Aquarelle ✿', 'two\nlines']);
    assert.equal(field_sources.base_model, 'user');
  });

  it('keeps a field that the user has emptied', async () => {
    const model = `${LORAS}/watercolor_sketch.safetensors`;
    await page.field('trigger_words').fill('');
    await page.button('save').click();
    await page.status('Saved.').waitFor();
    await page.fetchByHash();
    await demo.workbench.toast('What you typed is kept').waitFor();
    await demo.workbench.clearToasts();
    await page.shows('trigger_words', '');
    await page.card.locator('.field-trigger_words .offer', { hasText: 'brand new word' }).waitFor();
    const { trigger_words, field_sources } = await page.sidecar(model);
    assert.equal(trigger_words, undefined);
    assert.equal(field_sources?.trigger_words, 'user');
  });

  it('tells of a sidecar that was changed by hand under what is typed', async () => {
    const model = `${LORAS}/watercolor_sketch.safetensors`;
    await page.field('notes').fill('typed here');
    const current = await page.sidecar(model);
    await writeFile(
      page.sidecarFile(model),
      JSON.stringify({ ...current, notes: 'edited by hand', extra: 1 }),
    );
    await page.card.locator('.field-notes .offer', { hasText: 'edited by hand' }).waitFor();
    await page.shows('notes', 'typed here');
    await demo.workbench.screenshot('details-changed');
    await page.button('changed-notes').click();
    await page.shows('notes', 'edited by hand');
    await page.field('notes').fill('typed after');
    await page.field('notes').press('Control+s');
    await page.status('Saved.').waitFor();
    const saved = (await page.sidecar(model)) as Sidecar & { extra?: number };
    assert.equal(saved.notes, 'typed after');
    assert.equal(saved.extra, 1);
  });

  it('keeps what was typed when the page is closed and opened again', async () => {
    await page.open('Dreamscape XL', 'Dreamscape XL');
    await page.field('notes').fill('a draft');
    await page.status('Not saved yet.').waitFor();
    await run('View: Close Editor');
    await page.card.locator('h1', { hasText: 'Dreamscape XL' }).waitFor({ state: 'detached' });
    await page.open('Dreamscape XL', 'Dreamscape XL');
    await page.shows('notes', 'a draft');
    await page.status('Not saved yet.').waitFor();
    await page.button('revert').click();
    await page.shows('notes', '');
    await run('View: Close Editor');
    await page.card.locator('h1', { hasText: 'Dreamscape XL' }).waitFor({ state: 'detached' });
    await page.open('Dreamscape XL', 'Dreamscape XL');
    await page.shows('notes', '');
  });

  it('can be used by the keyboard alone', async () => {
    await page.open('Neon City Style', 'Neon City Style');
    await page.field('notes').fill('makes Save a stop');
    await page.status('Not saved yet.').waitFor();
    await page.card.locator('h1').click();
    const stops: string[] = [];
    while (stops.at(-1) !== 'revert') {
      await demo.workbench.page.keyboard.press('Tab');
      const stop = await page.focused();
      assert.ok(stops.length < 40 && !stops.includes(stop), [...stops, stop].join(' '));
      stops.push(stop);
    }
    assert.deepEqual(stops, [
      ...[
        'fetch',
        'unlink',
        'editHash',
        'copyTriggerWords',
        'copyHash',
        'copyLoraTag',
        'copyDownloadUrl',
        'reveal',
        'openSidecar',
      ],
      ...[
        'name',
        'trigger_words',
        'base_model',
        'preferred_weight',
        'negative_prompt',
        'tags',
        'description',
        'notes',
      ].map((name) => `field-${name}`),
      ...['chip-0', 'chip-1', 'hash-AutoV2', 'hash-SHA-256', 'hash-AutoV3', 'openOnCivitai', 'otherVersions'],
      ...['save', 'revert'],
    ]);
    await demo.workbench.screenshot('details-focus');
    await demo.workbench.page.keyboard.press('Enter');
    await page.shows('notes', '');
    // What was pressed is disabled now: the focus goes on to the form.
    await demo.workbench.page.keyboard.type('N');
    await page.shows('name', 'Neon City StyleN');
    await demo.workbench.page.keyboard.press('Control+s');
    await page.status('Saved.').waitFor();
    assert.equal((await page.sidecar(`${LORAS}/neon_city_style.safetensors`)).name, 'Neon City StyleN');
  });

  it('copies hashes, trigger words and the LoRA tag', async () => {
    await page.open('Ink Wash', 'Ink Wash');
    const hash = sha256(demoBytes(`${LORAS}/ink_wash.safetensors`));
    await page.fetchByHash();
    await demo.workbench.toast('What you typed is kept').waitFor();
    await demo.workbench.clearToasts();
    for (const [key, text] of [
      ['hash-SHA-256', hash],
      ['hash-AutoV2', hash.slice(0, 10).toUpperCase()],
      ['chip-1', 'black and white'],
      ['copyTriggerWords', 'ink wash, black and white'],
      ['copyLoraTag', '<lora:ink_wash:0.6>'],
      ['copyHash', `AUTOV2: ${hash.slice(0, 10).toUpperCase()}`],
    ] as const) {
      await page.button(key).click();
      await eventually(async () => assert.equal(await demo.workbench.clipboard(), text, key));
    }
  });

  it('lets the user choose between versions that have the very file', async () => {
    await page.open('Kestrel', 'Kestrel');
    await page.card.getByText('Which version is it?').waitFor();
    await demo.workbench.screenshot('details-candidates');
    await page.button('choose-920005').click();
    await page.card.getByText('Which version is it?').waitFor({ state: 'detached' });
    await page.card.locator('.badge', { hasText: 'Linked by you' }).waitFor();
    const { civitai_version_id, civitai_model_id, civitai_candidates, identified_by } =
      await page.sidecar(KESTREL);
    assert.deepEqual([civitai_model_id, civitai_version_id], [910_005, 920_005]);
    assert.equal(civitai_candidates, undefined);
    assert.equal(identified_by, 'user');
  });

  it('opens the model’s page on Civitai', async () => {
    const popup = demo.workbench.page.waitForEvent('popup');
    await page.button('openOnCivitai').click();
    const opened = await popup;
    // The editor in a browser puts its own proxy before the address of another server on this machine.
    const { pathname, search } = new URL(opened.url());
    assert.match(`${pathname}${search}`, /\/models\/910005\?modelVersionId=920005$/);
    assert.ok(opened.url().includes(new URL(demo.civitai.origin).port));
    await opened.close();
  });

  it('opens the sidecar, and reveals the file', async () => {
    await page.button('openSidecar').click();
    await demo.workbench.screen.activeTab('kestrel.safetensors.metadata.json').waitFor();
    await demo.workbench.screen.line('920005').first().waitFor();
    await run('View: Close Editor');
    await page.card.locator('h1', { hasText: 'Kestrel' }).waitFor();
    await page.button('reveal').click();
    await demo.workbench.screen.selectedExplorerRow('kestrel.safetensors').waitFor();
    await demo.workbench.showContainer();
  });
});
