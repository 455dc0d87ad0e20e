import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import type { Sidecar } from '../../src/core/models/sidecar/fields';
import type { VersionSeed } from '../civitai/catalog';
import { demoModels } from '../demo/catalog';
import { civitaiHashes, sha256 } from '../fixtures/makeModels';
import { type Demo, openDemo } from './support/demo';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';

const LORAS = 'models/loras';
const KESTREL = 'models/loras/characters/kestrel.safetensors';

describe('Details of the demo library', () => {
  let demo: Demo;
  let card: FrameLocator;

  const file = (model: string) => path.join(demo.workbench.folder, model);
  const sidecar = async (model: string) =>
    JSON.parse(await readFile(`${file(model)}.metadata.json`, 'utf8')) as Sidecar;
  const bytesOf = (model: string) => {
    const found = demoModels().find((candidate) => candidate.path === model);
    assert.ok(found, model);
    return found.bytes;
  };
  /** Puts the very file of a model on Civitai, as this version. */
  const publish = (model: string, seed: VersionSeed) => {
    const bytes = bytesOf(model);
    const { SHA256, AutoV3 } = civitaiHashes(bytes, path.basename(model));
    const hashes = { sha256: SHA256, ...(AutoV3 !== undefined && { autov3: AutoV3 }) };
    demo.civitai.addVersion({ sizeKB: bytes.length / 1024, ...hashes, ...seed });
  };
  const field = (name: string) => card.locator(`#field-${name} input, #field-${name} textarea`);
  const button = (key: string) => card.locator(`[data-key="${key}"]`);
  const status = (text: string | RegExp) => card.locator('.status', { hasText: text });
  const shows = (name: string, text: string) =>
    eventually(async () => assert.equal(await field(name).inputValue(), text));
  const open = async (row: string, title: string) => {
    await (await demo.workbench.revealRow(row)).click();
    await card.locator('h1').getByText(title, { exact: true }).waitFor();
  };
  const run = (title: string) => demo.workbench.runCommand(title);
  const annotateAll = async () => {
    await run('Diffusion Workbench: Annotate All');
    await demo.workbench.toast('identified').waitFor();
    await demo.workbench.clearToasts();
  };
  const fetchByHash = async () => {
    await button('fetch').click();
    await demo.workbench.answer('');
  };

  before(async () => {
    demo = await openDemo();
    card = demo.workbench.webview;
    await demo.workbench.treeRow('models').waitFor();
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('has a form for a model that nobody has asked about, and shows at once what is found', async () => {
    await open('old_painter.ckpt', 'old_painter');
    await card.locator('.badge', { hasText: 'Not identified yet' }).waitFor();
    await card.getByText('Not hashed yet.').waitFor();
    await field('name').fill('Grandpa');
    await button('save').click();
    await status('Saved.').waitFor();
    await field('notes').fill('typed while it was annotated');
    await annotateAll();
    await card.locator('.badge', { hasText: 'Identified' }).waitFor();
    await shows('name', 'Grandpa');
    await shows('notes', 'typed while it was annotated');
    await shows('trigger_words', 'oil painting');
    await card.locator('.field-name .offer', { hasText: 'Old Painter' }).waitFor();
    await button('revert').click();
    await shows('notes', '');
  });

  it('saves every field of the form, and marks it as the person’s', async () => {
    await open('Watercolor Sketch', 'Watercolor Sketch');
    const typed = {
      name: 'Aquarelle ✿',
      trigger_words: 'wet on wet\n\n  soft edges  ',
      base_model: 'SD 1.5 LCM',
      preferred_weight: '0,65',
      tags: 'style, paper , ',
      description: '<b>My</b> own words',
      notes: 'two\nlines',
    };
    for (const [name, text] of Object.entries(typed)) await field(name).fill(text);
    await button('save').click();
    await status('Saved.').waitFor();
    const saved = {
      name: 'Aquarelle ✿',
      trigger_words: ['wet on wet', 'soft edges'],
      base_model: 'SD 1.5 LCM',
      preferred_weight: 0.65,
      tags: ['style', 'paper'],
      description: '<b>My</b> own words',
      notes: 'two\nlines',
    };
    const written = await sidecar(`${LORAS}/watercolor_sketch.safetensors`);
    for (const [name, value] of Object.entries(saved)) {
      assert.deepEqual(written[name as keyof typeof saved], value, name);
      assert.equal(written.field_sources?.[name as keyof typeof saved], 'user', name);
    }
    await shows('description', '<b>My</b> own words');
    await card.locator('h1', { hasText: 'Aquarelle ✿' }).waitFor();
    assert.match(await card.locator('.field-tags .source').innerText(), /from you/);
  });

  it('refuses a weight that is none, and steps it with the arrow keys', async () => {
    await field('preferred_weight').fill('a lot');
    await card.locator('.field-preferred_weight .error', { hasText: 'A number from −5 to 5' }).waitFor();
    await demo.workbench.screenshot('details-invalid');
    await field('notes').fill('not saved either');
    await field('notes').press('Control+s');
    await status('Preferred weight: A number from −5 to 5').waitFor();
    await eventually(async () =>
      assert.equal(await card.locator(':focus').getAttribute('id'), 'field-preferred_weight'),
    );
    assert.equal((await sidecar(`${LORAS}/watercolor_sketch.safetensors`)).notes, 'two\nlines');
    await field('preferred_weight').fill('0.95');
    await field('preferred_weight').press('ArrowUp');
    await field('preferred_weight').press('ArrowUp');
    await shows('preferred_weight', '1.05');
    await button('revert').click();
    await shows('preferred_weight', '0.65');
  });

  it('keeps what was typed when Civitai changes, shows what it says, and takes single fields', async () => {
    const model = `${LORAS}/watercolor_sketch.safetensors`;
    demo.civitai.removeVersion(920_002);
    publish(model, {
      modelId: 910_002,
      versionId: 920_002,
      versionName: 'v1.1',
      modelName: 'Watercolor Sketch',
      baseModel: 'SD 2.1',
      trainedWords: ['brand new word'],
    });
    await fetchByHash();
    await card.locator('.field-trigger_words .offer', { hasText: 'brand new word' }).waitFor();
    await card.locator('.field-base_model .offer', { hasText: 'SD 2.1' }).waitFor();
    await card.getByText('v1.1').first().waitFor();
    await shows('trigger_words', 'wet on wet\nsoft edges');
    await shows('base_model', 'SD 1.5 LCM');
    await demo.workbench.toast('What you typed is kept').waitFor();
    await demo.workbench.screenshot('details-offers');
    await demo.workbench.clearToasts();
    await button('offer-trigger_words').click();
    await shows('trigger_words', 'brand new word');
    await button('offer-trigger_words').waitFor({ state: 'detached' });
    const { trigger_words, base_model, name, notes, field_sources } = await sidecar(model);
    assert.deepEqual(trigger_words, ['brand new word']);
    assert.equal(field_sources?.trigger_words, 'civitai');
    assert.deepEqual([base_model, name, notes], ['SD 1.5 LCM', 'Aquarelle ✿', 'two\nlines']);
    assert.equal(field_sources.base_model, 'user');
  });

  it('keeps a field that the person has emptied', async () => {
    const model = `${LORAS}/watercolor_sketch.safetensors`;
    await field('trigger_words').fill('');
    await button('save').click();
    await status('Saved.').waitFor();
    await fetchByHash();
    await demo.workbench.toast('What you typed is kept').waitFor();
    await demo.workbench.clearToasts();
    await shows('trigger_words', '');
    await card.locator('.field-trigger_words .offer', { hasText: 'brand new word' }).waitFor();
    const { trigger_words, field_sources } = await sidecar(model);
    assert.equal(trigger_words, undefined);
    assert.equal(field_sources?.trigger_words, 'user');
  });

  it('tells of a sidecar that was changed by hand under what is typed', async () => {
    const model = `${LORAS}/watercolor_sketch.safetensors`;
    await field('notes').fill('typed here');
    const current = await sidecar(model);
    await writeFile(
      `${file(model)}.metadata.json`,
      JSON.stringify({ ...current, notes: 'edited by hand', extra: 1 }),
    );
    await card.locator('.field-notes .offer', { hasText: 'edited by hand' }).waitFor();
    await shows('notes', 'typed here');
    await demo.workbench.screenshot('details-changed');
    await button('changed-notes').click();
    await shows('notes', 'edited by hand');
    await field('notes').fill('typed after');
    await field('notes').press('Control+s');
    await status('Saved.').waitFor();
    const saved = (await sidecar(model)) as Sidecar & { extra?: number };
    assert.equal(saved.notes, 'typed after');
    assert.equal(saved.extra, 1);
  });

  it('keeps what was typed when the page is closed and opened again', async () => {
    await open('Dreamscape XL', 'Dreamscape XL');
    await field('notes').fill('a draft');
    await status('Not saved yet.').waitFor();
    await run('View: Close Editor');
    await card.locator('h1', { hasText: 'Dreamscape XL' }).waitFor({ state: 'detached' });
    await open('Dreamscape XL', 'Dreamscape XL');
    await shows('notes', 'a draft');
    await status('Not saved yet.').waitFor();
    await button('revert').click();
    await shows('notes', '');
    await run('View: Close Editor');
    await card.locator('h1', { hasText: 'Dreamscape XL' }).waitFor({ state: 'detached' });
    await open('Dreamscape XL', 'Dreamscape XL');
    await shows('notes', '');
  });

  it('can be used by the keyboard alone', async () => {
    await open('Neon City Style', 'Neon City Style');
    await field('notes').fill('makes Save a stop');
    await status('Not saved yet.').waitFor();
    await card.locator('h1').click();
    const stops: string[] = [];
    while (stops.at(-1) !== 'revert') {
      await demo.workbench.page.keyboard.press('Tab');
      const stop = await card
        .locator(':root')
        .evaluate(({ ownerDocument: { activeElement } }) =>
          activeElement instanceof HTMLElement ? (activeElement.dataset.key ?? activeElement.id) : '',
        );
      assert.ok(stops.length < 40 && !stops.includes(stop), [...stops, stop].join(' '));
      stops.push(stop);
    }
    assert.deepEqual(stops, [
      ...['fetch', 'editHash', 'copyTriggerWords', 'copyHash', 'copyLoraTag', 'reveal', 'openSidecar'],
      ...['name', 'trigger_words', 'base_model', 'preferred_weight', 'tags', 'description', 'notes'].map(
        (name) => `field-${name}`,
      ),
      ...['chip-0', 'chip-1', 'hash-AutoV2', 'hash-AutoV3', 'openOnCivitai'],
      ...['save', 'revert'],
    ]);
    await demo.workbench.screenshot('details-focus');
    await demo.workbench.page.keyboard.press('Enter');
    await shows('notes', '');
    // What was pressed is disabled now: the focus goes on to the form.
    await demo.workbench.page.keyboard.type('N');
    await shows('name', 'Neon City StyleN');
    await demo.workbench.page.keyboard.press('Control+s');
    await status('Saved.').waitFor();
    assert.equal((await sidecar(`${LORAS}/neon_city_style.safetensors`)).name, 'Neon City StyleN');
  });

  it('copies hashes, trigger words and the LoRA tag', async () => {
    await open('Ink Wash', 'Ink Wash');
    const hash = sha256(bytesOf(`${LORAS}/ink_wash.safetensors`));
    await fetchByHash();
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
      await button(key).click();
      await eventually(async () => assert.equal(await demo.workbench.clipboard(), text, key));
    }
  });

  it('lets the person choose between versions that have the very file', async () => {
    await open('Kestrel', 'Kestrel');
    await card.getByText('Which version is it?').waitFor();
    await demo.workbench.screenshot('details-candidates');
    await button('choose-920005').click();
    await card.getByText('Which version is it?').waitFor({ state: 'detached' });
    await card.locator('.badge', { hasText: 'Linked by you' }).waitFor();
    const { civitai_version_id, civitai_model_id, civitai_candidates, identified_by } =
      await sidecar(KESTREL);
    assert.deepEqual([civitai_model_id, civitai_version_id], [910_005, 920_005]);
    assert.equal(civitai_candidates, undefined);
    assert.equal(identified_by, 'user');
  });

  it('opens the model’s page on Civitai', async () => {
    const popup = demo.workbench.page.waitForEvent('popup');
    await button('openOnCivitai').click();
    const page = await popup;
    assert.equal(page.url(), `${demo.civitai.origin}/models/910005?modelVersionId=920005`);
    await page.close();
  });

  it('opens the sidecar, and reveals the file', async () => {
    await button('openSidecar').click();
    await demo.workbench.page
      .locator('.tab.active', { hasText: 'kestrel.safetensors.metadata.json' })
      .waitFor();
    await demo.workbench.page.locator('.monaco-editor .view-line', { hasText: '920005' }).first().waitFor();
    await run('View: Close Editor');
    await card.locator('h1', { hasText: 'Kestrel' }).waitFor();
    await button('reveal').click();
    await demo.workbench.page
      .locator('.explorer-folders-view .monaco-list-row.selected', { hasText: 'kestrel.safetensors' })
      .waitFor();
    await demo.workbench.showContainer();
  });

  it('shows what strangers wrote as text, and opens only their https links', async () => {
    const model = `${LORAS}/my_own_training.safetensors`;
    const evil = (name: string) => `${name} <img src=x onerror="document.title='owned'">`;
    publish(model, {
      modelId: 910_666,
      modelName: evil('Name'),
      versionName: evil('Version'),
      baseModel: evil('Base'),
      trainedWords: [evil('Word')],
      tags: [evil('Tag')],
      fileName: '../../evil.safetensors',
      description: `<p>Plain words.</p><script>document.title='owned'</script>${evil('')}
        <a href="javascript:document.title='owned'">script</a> <a href="http://example.com/a">not safe</a>
        <a href="https://example.com/lora?x=1">my site</a>`,
    });
    await open('my_own_training', 'My own training');
    await fetchByHash();
    await card.locator('h1', { hasText: evil('Name') }).waitFor();
    await shows('trigger_words', evil('Word'));
    await shows('base_model', evil('Base'));
    await shows('tags', evil('Tag'));
    await eventually(async () => assert.match(await field('description').inputValue(), /^Plain words\./));
    assert.doesNotMatch(await field('description').inputValue(), /</);
    await card.locator('.chip', { hasText: evil('Word') }).waitFor();
    await demo.workbench.screenshot('details-hostile');
    assert.equal(await card.locator('body').evaluate(() => document.title), 'Model details');
    assert.equal(await card.locator('main img:not(.preview), main script').count(), 0);
    assert.doesNotMatch(await demo.workbench.page.title(), /owned/);
    assert.deepEqual(await card.locator('button.link').allInnerTexts(), ['my site']);
    await card.locator('button.link').click();
    const dialog = demo.workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('https://example.com/lora?x=1').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('is kept by its policy from running, loading and asking anything else', async () => {
    await open('Film Grain', 'Film Grain');
    await card.locator('img.preview').waitFor();
    const asked = demo.civitai.requests.length;
    const result = await card.locator('body').evaluate(async (body, origin) => {
      const loads = (url: string) =>
        new Promise<boolean>((resolve) => {
          const image = document.createElement('img');
          image.onload = () => resolve(true);
          image.onerror = () => resolve(false);
          image.src = url;
          body.append(image);
        });
      const script = document.createElement('script');
      script.textContent = "document.title = 'owned'";
      body.append(script);
      const inline = document.createElement('div');
      inline.innerHTML = '<p style="position: fixed">x</p>';
      body.append(inline);
      const preview = document.querySelector<HTMLImageElement>('img.preview')?.src ?? '';
      const outside = preview.replace(/models\/loras\/[^/]*$/, 'pictures/001.png');
      return {
        title: document.title,
        fetched: await fetch(`${origin}/api/v1/models`).then(
          () => true,
          () => false,
        ),
        remote: await loads(`${origin}/images/1.jpeg`),
        own: await loads(preview),
        outside: outside !== preview && (await loads(outside)),
        style: inline.querySelector('p')?.style.position,
      };
    }, demo.civitai.origin);
    assert.deepEqual(result, {
      title: 'Model details',
      fetched: false,
      remote: false,
      own: true,
      outside: false,
      style: '',
    });
    assert.equal(demo.civitai.requests.length, asked);
  });

  it('says of every refused file why, and does not offer to fetch it', async () => {
    for (const [row, why] of [
      ['saved_login_page', /web page|HTML/i],
      ['empty.safetensors', /empty/],
      ['half_downloaded', /cut short/],
    ] as const) {
      await open(row, path.parse(row).name);
      assert.match(await card.locator('.problem').innerText(), why);
      await card.locator('.badge', { hasText: 'Refused' }).waitFor();
      assert.equal(await button('fetch').count(), 0);
    }
  });

  it('shows why a broken sidecar cannot be used, does not save over it, and opens it', async () => {
    const model = `${LORAS}/broken_sidecar.safetensors`;
    const before = await readFile(`${file(model)}.metadata.json`, 'utf8');
    await open('broken_sidecar', 'broken_sidecar');
    assert.match(await card.locator('.problem').innerText(), /not valid JSON|JSON/);
    await field('notes').fill('lost?');
    await field('notes').press('Control+s');
    await status('left alone').waitFor();
    await shows('notes', 'lost?');
    assert.equal(await readFile(`${file(model)}.metadata.json`, 'utf8'), before);
    await demo.workbench.screenshot('details-broken-sidecar');
    await button('openSidecar').click();
    await demo.workbench.page
      .locator('.tab.active', { hasText: 'broken_sidecar.safetensors.metadata.json' })
      .waitFor();
    await run('View: Close Editor');
    // Mended by hand, it can be saved.
    await writeFile(`${file(model)}.metadata.json`, '{"notes":"mended"}');
    await card.locator('.field-notes .offer', { hasText: 'mended' }).waitFor();
    await button('save').click();
    await status('Saved.').waitFor();
    assert.equal((await sidecar(model)).notes, 'lost?');
  });

  it('says when the model is gone, and shows it when it is back', async () => {
    await open('Soft Light', 'Soft Light');
    const model = file('models/embeddings/soft_light.pt');
    await rename(model, `${model}.away`);
    await card.locator('.gone', { hasText: 'soft_light.pt is not in the folders that are open' }).waitFor();
    await rename(`${model}.away`, model);
    await card.locator('h1', { hasText: 'Soft Light' }).waitFor();
  });
});
