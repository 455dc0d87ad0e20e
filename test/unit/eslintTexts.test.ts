import assert from 'node:assert/strict';
import { ESLint } from 'eslint';

/** What users would read in English only, whatever the language of their editor. */
const FORBIDDEN = [
  ['src/core/net', `new Problem('bad_input', 'It failed.', l10n.t('Try again.'));`],
  ['src/core/net', `new PassingProblem('bad_input', l10n.t('It failed.'), 'Try again.');`],
  ['src/cli', 'new Problem(`bad_input`, `${name} failed.`, advice);'],
  ['src/core/net', 'badAnswer(`${host} sent nothing.`);'],
  ['src/core/json', `notJson(name, 'it is empty');`],
  ['src/core/prompts', `warnings.push({ path, message: 'It has no words.' });`],
  ['src/core/net', `l10n.t(text);`],
  ['src/core/net', 'l10n.t(`${name} failed.`);'],
  ['src/ui/models', `void dialogs.info('Done.');`],
  ['src/ui/models', 'void this.deps.dialogs.warn(`${count} failed`, open);'],
  ['src/ui/models', `void dialogs.confirm(question, detail, 'Overwrite');`],
  ['src/ui/models', `void dialogs.progress('Reading', work);`],
  ['src/ui/models', `void vscode.window.showErrorMessage('It failed.');`],
  ['src/ui/models', `pick({ title: 'Which model?' });`],
  ['src/ui/models', 'item.tooltip = `${count} models`;'],
  ['webview-ui/details', `element('p', {}, 'Nothing here.');`],
  ['webview-ui/details', `element('p', { 'aria-label': 'Nothing' });`],
  ['webview-ui/details', `button({ label: 'Save' });`],
  ['webview-ui/details', `this.status.say('Saved.', 'good');`],
  ['webview-ui/details', 'this.gone.textContent = `${name} is gone.`;'],
] as [folder: string, code: string][];

/** What is not read by users, or is no text of ours. */
const ALLOWED = [
  ['src/core/net', `new Problem('bad_input', l10n.t('{0} failed.', name), advice);`],
  ['src/core/net', 'new Problem(code, `${problem.message} ${l10n.t("After that, it failed.")}`, advice);'],
  ['src/core/net', `log.info('Asked.');`],
  ['src/core/net', `throw new Error('This cannot be.');`],
  ['src/ui/models', 'dialogs.status(`$(check) ${text}`, 5000);'],
  ['src/ui/models', `void dialogs.execute('workbench.action.reload');`],
  ['src/ui/models', 'pick({ title: l10n.t("Which?"), detail: `${first} · ${second}` });'],
  ['webview-ui/details', `element('p', { class: 'hint', 'aria-label': text }, text);`],
  ['webview-ui/details', `this.status.say('');`],
] as [folder: string, code: string][];

describe('texts for users come from the bundle', () => {
  const eslint = new ESLint({
    // Without types: the files are not there.
    overrideConfig: { languageOptions: { parserOptions: { project: false } } },
    ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-syntax',
  });

  for (const [folder, code] of FORBIDDEN) {
    it(`${folder}: not ${code}`, async () => assert.notEqual(await faultsOf(folder, code), 0));
  }
  for (const [folder, code] of ALLOWED) {
    it(`${folder}: ${code}`, async () => assert.equal(await faultsOf(folder, code), 0));
  }

  async function faultsOf(folder: string, code: string): Promise<number> {
    const results = await eslint.lintText(code, { filePath: `${folder}/new.ts` });
    const messages = results.flatMap((result) => result.messages);
    assert.ok(!messages.some(({ fatal }) => fatal), code);
    return messages.length;
  }
});
