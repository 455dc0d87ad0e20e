import assert from 'node:assert/strict';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { type Demo, shareDemo } from './support/demo';
import { DetailsPage } from './support/detailsPage';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';

const LORAS = 'models/loras';

describe('Details of what strangers made', () => {
  let demo: Demo;
  let page: DetailsPage;
  const run = (title: string) => demo.workbench.runCommand(title);

  before(async () => {
    demo = await shareDemo();
    page = new DetailsPage(demo);
    await demo.workbench.treeRow('models').waitFor();
    await run('Diffusion Workbench: Annotate All');
    await demo.workbench.toast('identified').waitFor();
    await demo.workbench.clearToasts();
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

  it('shows what strangers wrote as text, and opens only their https links', async () => {
    const model = `${LORAS}/my_own_training.safetensors`;
    const evil = (name: string) => `${name} <img src=x onerror="document.title='owned'">`;
    page.publish(model, {
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
    await page.open('my_own_training', 'my_own_training.safetensors');
    await page.fetchByHash();
    await page.card.locator('h1', { hasText: evil('Name') }).waitFor();
    await page.shows('trigger_words', evil('Word'));
    await page.shows('base_model', evil('Base'));
    await page.shows('tags', evil('Tag'));
    await eventually(async () =>
      assert.match(await page.field('description').inputValue(), /^Plain words\./),
    );
    assert.doesNotMatch(await page.field('description').inputValue(), /</);
    await page.card.locator('.chip', { hasText: evil('Word') }).waitFor();
    await demo.workbench.screenshot('details-hostile');
    assert.equal(await page.card.locator('body').evaluate(() => document.title), 'Model details');
    assert.equal(await page.card.locator('main img:not(.preview), main script').count(), 0);
    assert.doesNotMatch(await demo.workbench.page.title(), /owned/);
    assert.deepEqual(await page.card.locator('button.link').allInnerTexts(), ['my site']);
    await page.card.locator('button.link').click();
    const dialog = demo.workbench.screen.dialog;
    await dialog.getByText('https://example.com/lora?x=1').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('is kept by its policy from running, loading and asking anything else', async () => {
    await page.open('Film Grain', 'Film Grain');
    await page.card.locator('img.preview').waitFor();
    const asked = demo.civitai.requests.length;
    const result = await page.card.locator('body').evaluate(async (body, origin) => {
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
      ['saved_login_page.safetensors', /web page|HTML/i],
      ['empty.safetensors', /empty/],
      ['half_downloaded.safetensors', /cut short/],
    ] as const) {
      await page.open(row, row);
      assert.match(await page.card.locator('.problem').innerText(), why);
      await page.card.locator('.badge', { hasText: 'Not a whole model file' }).waitFor();
      assert.equal(await page.button('fetch').count(), 0);
    }
  });

  it('shows why a broken sidecar cannot be used, does not save over it, and opens it', async () => {
    const model = `${LORAS}/broken_sidecar.safetensors`;
    const before = await readFile(page.sidecarFile(model), 'utf8');
    await page.open('broken_sidecar.safetensors', 'broken_sidecar.safetensors');
    assert.match(await page.card.locator('.problem').innerText(), /not valid JSON|JSON/);
    await page.field('notes').fill('lost?');
    await page.field('notes').press('Control+s');
    await page.status('left alone').waitFor();
    await page.shows('notes', 'lost?');
    assert.equal(await readFile(page.sidecarFile(model), 'utf8'), before);
    await demo.workbench.screenshot('details-broken-sidecar');
    await page.button('openSidecar').click();
    await demo.workbench.screen.activeTab('broken_sidecar.safetensors.metadata.json').waitFor();
    await run('View: Close Editor');
    // Mended by hand, it can be saved.
    await writeFile(page.sidecarFile(model), '{"notes":"mended"}');
    await page.card.locator('.field-notes .offer', { hasText: 'mended' }).waitFor();
    await page.button('save').click();
    await page.status('Saved.').waitFor();
    assert.equal((await page.sidecar(model)).notes, 'lost?');
  });

  it('says when the model is gone, and shows it when it is back', async () => {
    await page.open('Soft Light', 'Soft Light');
    const model = page.file('models/embeddings/soft_light.pt');
    await rename(model, `${model}.away`);
    await page.card.locator('.gone', { hasText: 'soft_light.pt is not there.' }).waitFor();
    await rename(`${model}.away`, model);
    await page.card.locator('h1', { hasText: 'Soft Light' }).waitFor();
  });
});
