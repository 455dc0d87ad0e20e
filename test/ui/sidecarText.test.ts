import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDemo, type Demo } from './support/demo';
import { screenshotFailures } from './support/failures';

describe('a sidecar that is opened as text', () => {
  let demo: Demo;
  before(async () => {
    demo = await openDemo({
      prepare: async (folder) => {
        const sidecar = { notes: 'mine', preferred_weight: 'high', identified_by: 'guessing' };
        await writeFile(
          path.join(folder, 'models/embeddings/soft_light.pt.metadata.json'),
          `${JSON.stringify(sidecar, undefined, 2)}\n`,
        );
      },
    });
    const { workbench } = demo;
    const row = await workbench.revealRow('soft_light.pt');
    await workbench.chooseFromMenu(row, 'Open Sidecar');
    await workbench.screen.line('preferred_weight').waitFor();
  });
  after(() => demo.close());
  screenshotFailures(() => demo.workbench);

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
