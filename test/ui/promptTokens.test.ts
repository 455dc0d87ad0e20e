import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './support/eventually';
import { screenshotFailures } from './support/failures';
import { TokensPage } from './support/tokensPage';
import { Workbench } from './support/workbench';

/** Prompts by file, as users have them: several folders, escapes, weights, LoRAs, and text that is no prompt. */
const PROMPTS: Readonly<Record<string, string>> = {
  'set/a/001.txt': 'masterpiece, 1girl, white dress, (smile:1.2), <lora:mira:0.8>',
  'set/a/002.txt': String.raw`masterpiece, 1girl, white dress, holding \(sign\), \(sign\), long_hair`,
  'set/b/003.txt': 'masterpiece, 1boy, sign, (hat, smile:1.1), smile',
  'set/b/004.txt': 'landscape, "quoted" thing, 猫耳, masterpiece',
};
const FOLDERS = 12;
const FILES = 30;

/** Makes the prompt files in a workspace, and many more in `many`. */
function makePrompts(folder: string): void {
  const write = (name: string, text: string): void => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const [name, raw] of Object.entries(PROMPTS)) {
    write(name, JSON.stringify({ raw_prompt: raw, prompt: '' }, undefined, 2));
  }
  write('set/notes.txt', 'my notes');
  write('set/b/empty.txt', '{ "raw_prompt": "" }');
  write('Filter_Sex.txt', 'nude\n');
  mkdirSync(path.join(folder, 'empty'));
  for (let number = 0; number < FOLDERS * FILES; number++) {
    const own = Array.from({ length: 8 }, (_, index) => `tag ${number * 8 + index}`).join(', ');
    write(
      `many/${number % FOLDERS}/${number}.txt`,
      JSON.stringify({
        raw_prompt: `common, ${own}, a token so long that it does not fit into a narrow table`,
      }),
    );
  }
}

describe('Collect Prompt Tokens, in the hands of a user', () => {
  let workbench: Workbench;
  let page: TokensPage;
  const press = (key: string) => workbench.page.keyboard.press(key);
  const at = (name: string) => path.join(workbench.folder, name);
  const listed = (name: string) =>
    JSON.parse(readFileSync(at(`${name}/all_prompts.json`), 'utf8')) as string[];
  const collectFolder = (name: string) =>
    workbench.chooseFromMenu(workbench.screen.explorerRow(name), 'Prompt Files', 'Collect Prompt Tokens');

  before(async () => {
    workbench = await Workbench.share({ prepare: makePrompts });
    page = new TokensPage(workbench);
    // Its icon is there once the extension's menus are.
    await workbench.showContainer();
    await workbench.showContainer('Explorer');
  });
  after(() => workbench.close());
  screenshotFailures(() => workbench);

  it('writes the list of a folder and shows it as a table, the most frequent first', async () => {
    await collectFolder('set');
    await page.shows(
      'masterpiece |  | 4 | 4',
      'smile |  | 3 | 2',
      '1girl |  | 2 | 2',
      'white dress |  | 2 | 2',
    );
    await workbench.page.getByText('all_prompts.json was written: 13 tokens.').waitFor();
    await page.hasFocus('masterpiece');
    await page.sortAsCollected();
    await page.shows(
      'masterpiece |  | 4 | 4',
      '1girl |  | 2 | 2',
      'white dress |  | 2 | 2',
      'smile |  | 3 | 2',
      'holding (sign) |  | 1 | 1',
      '(sign) |  | 1 | 1',
      'long_hair |  | 1 | 1',
      '1boy |  | 1 | 1',
      'sign |  | 1 | 1',
      'hat |  | 1 | 1',
      'landscape |  | 1 | 1',
      '"quoted" thing |  | 1 | 1',
      '猫耳 |  | 1 | 1',
    );
    assert.deepEqual(
      listed('set'),
      (await page.rows()).map((row) => row.split(' | ')[0]),
    );
    await page.frame.getByText('13 tokens · 4 files').waitFor();
  });

  it('says which files were left out, and why', async () => {
    const skipped = page.button('skipped');
    assert.equal(await skipped.innerText(), '2 skipped: 1 without raw_prompt, 1 plain text');
    await skipped.click();
    await eventually(async () => {
      const [empty, notes, ...others] = await page.files();
      assert.match(empty ?? '', /^empty\.txt \| b · Its "raw_prompt" is missing or empty/);
      assert.match(notes ?? '', /^notes\.txt \| It is plain text/);
      assert.deepEqual(others, []);
    });
    await workbench.screenshot('tokens-left-out');
  });

  it('sorts by a click on a header, the other way round, and back', async () => {
    const aria = (name: string) => page.frame.getByRole('columnheader', { name }).getAttribute('aria-sort');
    await page.button('sort-count').click();
    await page.shows(
      'masterpiece |  | 4 | 4',
      'smile |  | 3 | 2',
      '1girl |  | 2 | 2',
      'white dress |  | 2 | 2',
    );
    assert.deepEqual([await aria('Count'), await aria('Token')], ['descending', 'none']);
    await page.button('sort-count').click();
    await page.shows('holding (sign) |  | 1 | 1', '(sign) |  | 1 | 1');
    assert.equal(await aria('Count'), 'ascending');
    await page.button('sort-token').click();
    await page.shows('"quoted" thing |  | 1 | 1', '(sign) |  | 1 | 1', '1boy |  | 1 | 1', '1girl |  | 2 | 2');
    await page.button('sort-token').click();
    await page.shows('猫耳 |  | 1 | 1');
    await page.button('sort-token').click();
    await page.shows('masterpiece |  | 4 | 4', '1girl |  | 2 | 2');
    assert.equal(await aria('Token'), 'none');
  });

  it('shows the tokens with some text in them', async () => {
    await page.filter.fill('SIGN');
    await page.shows('holding (sign) |  | 1 | 1', '(sign) |  | 1 | 1', 'sign |  | 1 | 1');
    await page.frame.getByText('3 of 13 tokens · 4 files').waitFor();
    await page.filter.fill('nowhere');
    await page.frame.getByText('No token has this text in it.').waitFor();
    assert.deepEqual(await page.rows(), []);
    await page.filter.fill('');
    await page.shows('masterpiece |  | 4 | 4');
  });

  it('lists the files of a token and opens one with the token selected', async () => {
    await page.row('smile').click();
    await eventually(async () => assert.deepEqual(await page.files(), ['001.txt | a', '003.txt | b']));
    await page.row('(sign)').click();
    await eventually(async () => assert.deepEqual(await page.files(), ['002.txt | a']));
    await page.frame.locator('.files .file').click();
    await workbench.screen.activeTab('002.txt').waitFor();
    const status = workbench.screen.selection;
    // The brackets are escaped twice, once for the prompt and once for JSON.
    await eventually(async () => assert.match(await status.innerText(), /\(10 selected\)/));
    assert.ok(await page.grid.isVisible());
    await workbench.screenshot('tokens-file');
    await workbench.runCommand('View: Close Editor');
  });

  it('adds what is selected to a filter, so that it filters these tokens and no others', async () => {
    await page.row('(sign)').click();
    await page.row('hat').click({ modifiers: ['Control'] });
    await page.frame.getByText('2 selected', { exact: true }).waitFor();
    await page.button('add-clothes').click();
    await page.status('2 words added to Filter_Clothes.txt.').waitFor();
    assert.equal(readFileSync(at('Filter_Clothes.txt'), 'utf8'), '\\(sign\\)\nhat\n');
    await eventually(async () => {
      const marked = (await page.rows()).filter((row) => row.includes('Clothes'));
      assert.deepEqual(marked, ['*(sign) | Clothes | 1 | 1', '*hat | Clothes | 1 | 1']);
    });
    await page.row('smile').click({ modifiers: ['Control'] });
    await page.button('add-clothes').click();
    await page.status('1 word added to Filter_Clothes.txt. 2 were there.').waitFor();
    await page.button('add-etc').click();
    await page.status('3 words added to Filter_Etc.txt.').waitFor();
    await page.shows('masterpiece |  | 4 | 4');
    assert.ok((await page.rows()).includes('*hat | Clothes Etc | 1 | 1'));
  });

  it('marks a token when a filter file is changed by hand', async () => {
    writeFileSync(at('Filter_Sex.txt'), 'nude\n(1girl:1.3), long hair\n');
    await eventually(async () => {
      const rows = await page.rows();
      assert.ok(rows.includes('1girl | Sex | 2 | 2'), rows.join('\n'));
      assert.ok(rows.includes('long_hair | Sex | 1 | 1'));
    });
    await workbench.screenshot('tokens-marks');
  });

  it('copies what is selected', async () => {
    await page.row('1girl').click();
    await page.row('smile').click({ modifiers: ['Shift'] });
    await page.button('copy').click();
    await eventually(async () => assert.equal(await workbench.clipboard(), '1girl, white dress, smile'));
    await page.row('猫耳').click();
    await press('Control+c');
    await eventually(async () => assert.equal(await workbench.clipboard(), '猫耳'));
  });

  it('can be used by the keyboard alone', async () => {
    await page.filter.click();
    await page.filter.fill('');
    await press('ArrowDown');
    await page.hasFocus('猫耳');
    await press('Home');
    await page.hasFocus('masterpiece');
    assert.deepEqual(await page.selected(), ['masterpiece']);
    await press('Shift+ArrowDown');
    await press('Shift+ArrowDown');
    assert.deepEqual(await page.selected(), ['masterpiece', '1girl', 'white dress']);
    await press('Control+ArrowDown');
    await page.hasFocus('smile');
    assert.deepEqual(await page.selected(), ['masterpiece', '1girl', 'white dress']);
    await press('Space');
    await press('Escape');
    assert.deepEqual(await page.selected(), []);
    await press('Control+a');
    await page.frame.getByText('13 selected', { exact: true }).waitFor();
    await press('End');
    await press('ArrowUp');
    await page.hasFocus('"quoted" thing');
    await press('Home');
    await press('Enter');
    await page.hasFocus('001.txta');
    await press('End');
    await page.hasFocus('004.txtb');
    await press('Escape');
    await page.hasFocus('masterpiece');
    await press('Enter');
    await press('ArrowUp');
    await press('Enter');
    await workbench.screen.activeTab('003.txt').waitFor();
    await workbench.runCommand('View: Close Editor');
    await page.grid.waitFor();
  });

  it('has one stop for the table, one for the files, and one for each control', async () => {
    await page.filter.click();
    const stops: string[] = [];
    while (stops.at(-1) !== 'skipped') {
      await press('Tab');
      const stop = await page.focused();
      assert.ok(stops.length < 20 && !stops.includes(stop), [...stops, stop].join(' '));
      stops.push(stop);
    }
    assert.deepEqual(stops, [
      ...['add-sex', 'add-clothes', 'add-etc', 'copy', 'openList', 'again'],
      ...['sort-token', 'sort-count', 'sort-files', 'masterpiece', '003.txtb', 'skipped'],
    ]);
  });

  it('comes back as it was when another tab has covered it', async () => {
    await page.filter.fill('s');
    await page.button('sort-token').click();
    await page.row('smile').click();
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.screen.activeTab('Untitled-1').waitFor();
    await workbench.runCommand('View: Close Editor');
    await page.shows('(sign) | Clothes Etc | 1 | 1', 'holding (sign) |  | 1 | 1', 'landscape |  | 1 | 1');
    assert.equal(await page.filter.inputValue(), 's');
    assert.deepEqual(await page.selected(), ['smile']);
    await page.hasFocus('smile');
  });

  it('collects again what has changed', async () => {
    writeFileSync(at('set/b/005.txt'), JSON.stringify({ raw_prompt: 'sunset, smile' }));
    await page.button('again').click();
    await page.status('Collected again.').waitFor();
    // The rows are drawn after the words.
    await eventually(async () => {
      const rows = await page.rows();
      assert.deepEqual(rows.slice(0, 2), ['(sign) | Clothes Etc | 1 | 1', 'holding (sign) |  | 1 | 1']);
      assert.ok(rows.includes('smile | Clothes Etc | 4 | 3'), rows.join('\n'));
    });
    assert.ok(readFileSync(at('set/all_prompts.json'), 'utf8').includes('"sunset"'));
  });

  it('says after a reload of the window that the tokens are to be collected again, and does it', async () => {
    await workbench.reload();
    // The editor may have saved last which tabs there were before one was closed.
    await workbench.screen.tab('Tokens: set').click();
    await page.frame.getByText('The tokens of set were collected before this window was loaded.').waitFor();
    await workbench.screenshot('tokens-reloaded');
    await page.button('collect').click();
    // How it was looked at comes back as the editor has saved it last.
    await page.filter.fill('any');
    await page.filter.fill('');
    await page.button('sort-count').click();
    await page.shows('masterpiece |  | 4 | 4', 'smile | Clothes Etc | 4 | 3', '1girl | Sex | 2 | 2');
  });

  it('opens the list that was written', async () => {
    await page.button('openList').click();
    await workbench.screen.activeTab('all_prompts.json').waitFor();
    await workbench.runCommand('View: Close Editor');
    await page.grid.waitFor();
  });

  it('says so when a file is not there any more', async () => {
    rmSync(at('set/b/004.txt'));
    await page.row('landscape').click();
    await eventually(async () => assert.deepEqual(await page.files(), ['004.txt | b']));
    await page.frame.locator('.files .file').click();
    await page.status('004.txt is not there.').waitFor();
  });

  it('collects the open folder when it is called from the palette', async () => {
    await workbench.runCommand('Diffusion Workbench: Collect Prompt Tokens');
    await workbench.screen.activeTab('Tokens: workspace').waitFor();
    await page.frame.getByText(/^2,\d+ tokens · 364 files$/).waitFor();
    assert.equal(existsSync(at('all_prompts.json')), true);
  });

  it('collects single files that were chosen in the Explorer, into a list in their folder', async () => {
    await workbench.runCommand('View: Close All Editors');
    await collectFolder('notes.txt');
    // The list of the whole folder stays.
    await workbench.screen.dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.frame.getByText('0 tokens · 0 files').waitFor();
    await page.frame.getByText('No prompt file has a token.').waitFor();
    await collectFolder('001.txt');
    await workbench.screen.activeTab('Tokens: a').waitFor();
    await page.frame.getByText('4 tokens · 1 file').waitFor();
    assert.deepEqual(listed('set/a'), ['masterpiece', '1girl', 'white dress', 'smile']);
  });

  it('scrolls through thousands of tokens with a few rows in the document', async () => {
    await workbench.runCommand('View: Close All Editors');
    await collectFolder('many');
    await page.shows('common |  | 360 | 360');
    await page.frame.getByText('2,882 tokens · 360 files').waitFor();
    await page.row('common').click();
    await press('End');
    const last = listed('many').at(-1);
    assert.ok(last);
    await page.hasFocus(last);
    await press('PageUp');
    await eventually(async () => assert.notEqual(await page.focused(), last));
    const rows = await page.frame.locator('.table .rows-body > .row').count();
    assert.ok(rows < 120, `${rows} rows`);
    await press('Home');
    await page.hasFocus('common');
    const files = page.frame.locator('.files .rows-scroller');
    await files.evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight));
    await eventually(async () => assert.equal((await page.files()).at(-1), '93.txt | 9'));
  });

  it('selects thousands of tokens at once, and filters them', async () => {
    await page.filter.fill('tag 1');
    await page.shows('tag 1 |  | 1 | 1');
    await page.row('tag 1').click();
    await press('Control+a');
    await page.frame.getByText('1,111 selected', { exact: true }).waitFor();
    await page.button('add-etc').click();
    await page.status('1,111 words added to Filter_Etc.txt.').waitFor();
    assert.ok(existsSync(at('Filter_Etc.txt')));
    await page.shows('*tag 1 | Etc | 1 | 1');
    await page.filter.fill('');
  });

  it('counts what is selected, narrow or wide', async () => {
    await page.row('tag 2').click();
    await page.row('tag 5').click({ modifiers: ['Shift'] });
    await page.frame.getByText('4 selected', { exact: true }).waitFor();
    await workbench.screenshots('tokens', ['light', 'high-contrast', 'high-contrast-light', 'dark']);
    const size = workbench.page.viewportSize();
    await workbench.page.setViewportSize({ width: 760, height: 700 });
    await page.grid.waitFor();
    await workbench.screenshot('tokens-narrow');
    if (size) await workbench.page.setViewportSize(size);
  });
});
