import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import vscode from 'vscode';
import type { Sidecar } from '../../src/core/models/sidecar/fields';
import { makeCheckpoint, makeLora } from '../fixtures/makeModels';

const LANGUAGE = 'prompt-file';
/** Windows has no such names. */
const QUOTED = process.platform === 'win32' ? 'say hi' : 'say "hi" you';

describe('the language of prompt files', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const folder = path.join(root, 'prompt language');

  async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
    for (let tries = 0; !(await holds()); tries++) {
      // Half a minute: a machine may be busy.
      assert.ok(tries < 600, 'it did not come to be');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function open(name: string, text: string): Promise<vscode.TextDocument> {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return vscode.workspace.openTextDocument(file);
  }

  async function openPrompt(name: string, members: Readonly<Record<string, unknown>>) {
    const document = await open(name, JSON.stringify(members, undefined, 2));
    await until(() => document.languageId === LANGUAGE);
    return document;
  }

  async function model(name: string, bytes: Buffer, sidecar?: Sidecar): Promise<void> {
    await writeFile(path.join(folder, name), bytes);
    if (sidecar) await writeFile(path.join(folder, `${name}.metadata.json`), JSON.stringify(sidecar));
  }

  /** The position behind a text. */
  const behind = (document: vscode.TextDocument, text: string) =>
    document.positionAt(document.getText().indexOf(text) + text.length);

  /** What the suggested LoRAs behind a text would write. */
  const complete = async (document: vscode.TextDocument, text: string): Promise<string[]> => {
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      behind(document, text),
    );
    return items
      .filter(({ kind }) => kind === vscode.CompletionItemKind.Reference)
      .map(({ insertText }) => (typeof insertText === 'string' ? insertText : (insertText?.value ?? '')));
  };

  const hover = async (document: vscode.TextDocument, text: string) => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      behind(document, text),
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .filter((content): content is vscode.MarkdownString => content instanceof vscode.MarkdownString)
      .find(({ value }) => value.includes('Show Details'));
  };

  const warnings = (document: vscode.TextDocument) =>
    vscode.languages.getDiagnostics(document.uri).filter(({ code }) => code === 'unknown_lora');

  before(async () => {
    await mkdir(folder, { recursive: true });
    await model('mira.safetensors', makeLora({ name: 'mira' }), {
      name: '[evil](command:workbench.action.quit)',
      trigger_words: ['<img src=x>', '![x](https://example.com/x.png)'],
      preferred_weight: 0.65,
      preview_path: '../../outside.png',
    });
    await model(`${QUOTED}.safetensors`, makeLora({ name: 'quoted' }));
    await model(
      'base.safetensors',
      makeCheckpoint('base', { 'modelspec.architecture': 'stable-diffusion-v1' }),
    );
    await vscode.extensions.getExtension('diffusion-workbench.diffusion-workbench')?.activate();
    await vscode.commands.executeCommand('diffusionWorkbench.models.refresh');
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
    await vscode.commands.executeCommand('diffusionWorkbench.models.refresh');
  });

  it('is given to prompt files in any state of being written, and to nothing else', async () => {
    for (const [name, text] of [
      ['a.txt', '{"prompt": "cat"}'],
      ['B.TXT', '\n\n  {\n"seed": 1, "raw_prompt": "not finished'],
    ] as const) {
      const document = await open(name, text);
      await until(() => document.languageId === LANGUAGE);
    }
    const others = [
      await open('caption.txt', 'cat, "prompt": "dog"'),
      await open('other.txt', '{"a": {"prompt": "cat"}, "b": "raw_prompt"}'),
      await open('list.txt', '["prompt"]'),
      await open('real.json', '{"prompt": "cat"}'),
    ];
    // Whatever is given to them was given before this one.
    const last = await open('last.txt', '{"prompt": ""}');
    await until(() => last.languageId === LANGUAGE);
    assert.deepEqual(
      others.map(({ languageId }) => languageId),
      ['plaintext', 'plaintext', 'plaintext', 'json'],
    );
  });

  it('is not given where a setting says that texts are texts', async () => {
    const files = vscode.workspace.getConfiguration('files');
    await files.update('associations', { 'text*.txt': 'plaintext' }, vscode.ConfigurationTarget.Global);
    try {
      const document = await open('text 1.txt', '{"prompt": "cat"}');
      const last = await open('prompt 1.txt', '{"prompt": "cat"}');
      await until(() => last.languageId === LANGUAGE);
      assert.equal(document.languageId, 'plaintext');
    } finally {
      await files.update('associations', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('is not given again to a document that the user gave another one', async () => {
    const document = await openPrompt('chosen.txt', { prompt: 'cat' });
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), ' ');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    const last = await openPrompt('chosen later.txt', { prompt: 'cat' });
    assert.equal(last.languageId, LANGUAGE);
    assert.equal(document.languageId, 'plaintext');
  });

  it('lets no text of a file act in a hover, and opens only what a hover is for', async () => {
    const document = await openPrompt('hover.txt', { prompt: 'cat, <lora:mira:0.8>' });
    const shown = await hover(document, '<lora:mi');
    assert.ok(shown);
    assert.deepEqual(shown.isTrusted, {
      enabledCommands: ['diffusionWorkbench.models.details', 'diffusionWorkbench.models.openOnCivitai'],
    });
    assert.notEqual(shown.supportHtml, true);
    assert.ok(
      shown.value.includes('0.8 (preferred: 0.65)') || shown.value.includes('preferred'),
      shown.value,
    );
    assert.deepEqual(shown.value.match(/(?<!\\)\]\((?:command:[\w.]+)?/g), [
      '](command:diffusionWorkbench.models.details',
    ]);
    assert.ok(!/(^|[^\\])</.test(shown.value), shown.value);
    assert.ok(!shown.value.includes('outside.png'), shown.value);
  });

  it('shows nothing of a tag that calls no model, nor beside a tag', async () => {
    const document = await openPrompt('nobody.txt', {
      prompt: 'cat, <lora:nobody:1>',
      lora: '<lora:mira:1>',
    });
    assert.equal(await hover(document, '<lora:no'), undefined);
    assert.equal(await hover(document, 'ca'), undefined);
  });

  it('completes LoRAs but no checkpoints, with the weight that is preferred', async () => {
    const document = await openPrompt('complete.txt', { prompt: 'cat, <lora:', lora: '<lora:mi:0.3>' });
    const texts = await complete(document, '"cat, <lora:');
    assert.ok(texts.includes('mira:0.65>'), texts.join('\n'));
    assert.ok(!texts.some((text) => text.startsWith('base')), texts.join('\n'));
    assert.ok((await complete(document, '<lora:mi')).includes('mira'));
    assert.deepEqual(await complete(document, '{'), []);
    assert.deepEqual(await complete(document, '"prompt'), []);
  });

  it('writes names as JSON wants them in a prompt file, and as they are in a text', async () => {
    const document = await openPrompt('quoted.txt', { prompt: '<lora:say' });
    const texts = await complete(document, '<lora:say');
    assert.ok(texts.includes(`${JSON.stringify(QUOTED).slice(1, -1)}:1>`), texts.join('\n'));
    const text = await open('plain.txt', 'cat, <lora:say, dog');
    assert.ok((await complete(text, '<lora:say')).includes(`${QUOTED}:1>`));
    assert.deepEqual(await complete(await open('heart.txt', 'cat <'), 'cat <'), []);
  });

  it('warns of names that are unknown where they are, escapes and all', async () => {
    const document = await openPrompt('unknown.txt', {
      prompt: 'a\n"b", <lora:mirra:1>, <lora:MIRA:1>, <lora:base:1>',
    });
    await vscode.window.showTextDocument(document);
    await until(() => warnings(document).length > 0);
    const [warning, ...others] = warnings(document);
    assert.ok(warning);
    assert.deepEqual(others, []);
    assert.equal(document.getText(warning.range), 'mirra');
    assert.equal(warning.severity, vscode.DiagnosticSeverity.Warning);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      warning.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    assert.deepEqual(
      actions.map(({ title, isPreferred }) => [title, isPreferred]),
      [['Change to “mira”', true]],
    );
    const [action] = actions;
    assert.ok(action?.edit);
    await vscode.workspace.applyEdit(action.edit);
    assert.ok(document.getText().includes('<lora:mira:1>, <lora:MIRA:1>'));
    await until(() => warnings(document).length === 0);
  });

  it('warns of nothing in other languages, nor when the setting is off', async () => {
    const text = await open('text.txt', '<lora:mirra:1>');
    const document = await openPrompt('warned.txt', { prompt: '<lora:mirra:1>' });
    await vscode.window.showTextDocument(text);
    await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    await until(() => warnings(document).length > 0);
    assert.deepEqual(warnings(text), []);
    const configuration = vscode.workspace.getConfiguration('diffusionWorkbench');
    await configuration.update('prompts.checkLoraNames', false, vscode.ConfigurationTarget.Global);
    try {
      await until(() => warnings(document).length === 0);
    } finally {
      await configuration.update('prompts.checkLoraNames', undefined, vscode.ConfigurationTarget.Global);
    }
    await until(() => warnings(document).length > 0);
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await until(() => warnings(document).length === 0);
  });
});
