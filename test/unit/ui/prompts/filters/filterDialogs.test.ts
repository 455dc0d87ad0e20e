import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { addToFilter } from '../../../../../src/ui/prompts/filters/addToFilter';
import { editFilters } from '../../../../../src/ui/prompts/filters/editFilters';
import { PromptFolder } from '../../../core/prompts/run/promptFolder';
import { promptsUi } from '../../../support/promptsUi';

describe('filter files', () => {
  const folder = new PromptFolder();

  it('are made with a line that says how they are written, and opened', async () => {
    const ui = promptsUi(folder, {}, 'Clothes');
    await editFilters(ui);
    assert.deepEqual(ui.dialogs.shown[0]?.choices, ['Sex', 'Clothes', 'Etc']);
    assert.deepEqual(
      ui.dialogs.shown[0].rows.map(({ description }) => description),
      ['0 words', '1 words', '0 words'],
    );
    assert.match(folder.text('Filter_Clothes.txt'), /^# Filter words of the group Clothes, /);
    assert.deepEqual(ui.dialogs.opened, [folder.at('Filter_Clothes.txt')]);
  });

  it('are opened as they are where they exist', async () => {
    folder.write('Filter_Sex.txt', 'mine');
    const ui = promptsUi(folder, {}, 'Sex');
    await editFilters(ui);
    assert.equal(folder.text('Filter_Sex.txt'), 'mine');
  });

  it('are opened to be repaired where they cannot be read', async () => {
    folder.write('Filter_Sex.txt', new Uint8Array([0xff, 0xfe, 0x00]));
    const ui = promptsUi(folder, {}, 'Sex');
    await editFilters(ui);
    assert.deepEqual(ui.dialogs.opened, [folder.at('Filter_Sex.txt')]);
  });

  it('are not made when the list is closed', async () => {
    const ui = promptsUi(folder, {}, undefined);
    await editFilters(ui);
    assert.deepEqual([folder.names(), ui.dialogs.opened], [[], []]);
  });

  it('of several folders are asked for', async () => {
    const ui = promptsUi(folder, { folders: [folder.at('a'), folder.at('b')] }, 'b', 'Etc');
    await editFilters(ui);
    assert.equal(ui.dialogs.texts[0], 'pick: The filter words of which folder?');
    assert.ok(existsSync(join(folder.at('b'), 'Filter_Etc.txt')));
  });

  it('need an open folder', async () => {
    const ui = promptsUi(folder, { folders: [] });
    await editFilters(ui);
    assert.match(ui.dialogs.texts[0] ?? '', /Open the folder of your prompts first/);
  });
});

describe('Add to Filter', () => {
  const folder = new PromptFolder();

  it('needs a selection', async () => {
    const ui = promptsUi(folder);
    await addToFilter(ui, []);
    assert.match(ui.dialogs.texts[0] ?? '', /^info: Select the tokens/);
  });

  it('lists the words, adds them to the group that is picked, and leads to Refilter', async () => {
    const ui = promptsUi(folder, { activeFile: folder.at('a.txt') }, 'Etc', 'Refilter');
    await addToFilter(ui, ['one', 'two', 'three', 'four']);
    assert.equal(ui.dialogs.texts[0], 'pick: Add one, two, three, … to which filter?');
    assert.equal(ui.dialogs.texts[1], 'info: 4 words were added to Filter_Etc.txt.');
    assert.match(folder.text('Filter_Etc.txt'), /four/);
    assert.deepEqual(ui.dialogs.executed, [['diffusionWorkbench.prompts.refilter']]);
  });

  it('says that the file has them already', async () => {
    folder.write('Filter_Etc.txt', 'one\n');
    const ui = promptsUi(folder, { activeFile: folder.at('a.txt') }, 'Etc');
    await addToFilter(ui, ['one']);
    assert.equal(ui.dialogs.texts.at(-1), 'info: Filter_Etc.txt has all of it already: one.');
  });

  it('adds nothing when the list is closed', async () => {
    const ui = promptsUi(folder, { activeFile: folder.at('a.txt') }, undefined);
    await addToFilter(ui, ['one']);
    assert.deepEqual(folder.names(), []);
  });
});
