import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import vscode from 'vscode';
import type { TreeNode } from '../../src/core/models/view/treeNodes';
import type { Sidecar } from '../../src/core/models/sidecar/fields';
import type { DiffusionWorkbenchApi } from '../../src/ui/api';
import { LoopbackCivitai } from '../civitai/server';
import { civitaiHashes, HTML_PAGE, makeCheckpoint, makeLora } from '../fixtures/makeModels';

const MODELS = 'diffusionWorkbench.models';

describe('the Models view', () => {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const folder = path.join(root, 'models view');
  const lora = path.join(folder, 'loras', 'style.safetensors');
  const checkpoint = path.join(folder, 'base.safetensors');
  const stranger = path.join(folder, 'own work.safetensors');
  const page = path.join(folder, 'page.safetensors');
  let civitai: LoopbackCivitai;
  let api: DiffusionWorkbenchApi;

  const configure = (key: string, value: unknown) =>
    vscode.workspace
      .getConfiguration('diffusionWorkbench')
      .update(key, value, vscode.ConfigurationTarget.Global);
  const run = (command: string, ...args: unknown[]) =>
    vscode.commands.executeCommand(`${MODELS}.${command}`, ...args);
  const sidecar = async (model: string) =>
    JSON.parse(await readFile(`${model}.metadata.json`, 'utf8')) as Sidecar;

  /** The rows as the view shows them: label, description and context value, indented. */
  async function rows(parent?: TreeNode, indent = ''): Promise<string[]> {
    const nodes = (await api.rows.getChildren(parent)) ?? [];
    const lines: string[] = [];
    for (const node of nodes) {
      const item = await api.rows.getTreeItem(node);
      lines.push(`${indent}${labelOf(item)} | ${String(item.description)}`);
      lines.push(...(await rows(node, `${indent}  `)));
    }
    return lines;
  }

  function labelOf({ label }: vscode.TreeItem): string {
    return typeof label === 'string' ? label : (label?.label ?? '');
  }

  async function row(model: string): Promise<TreeNode> {
    const search = async (parent?: TreeNode): Promise<TreeNode | undefined> => {
      for (const node of (await api.rows.getChildren(parent)) ?? []) {
        const found = node.kind === 'model' ? node.path === model && node : await search(node);
        if (found) return found;
      }
      return undefined;
    };
    const found = await search();
    assert.ok(found, `${model} is not in the view`);
    return found;
  }

  /** Waits until a condition holds: on the next change of the models, and on time where the view redraws. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; !(await holds()); tries++) {
      // Half a minute: a machine may be busy.
      assert.ok(tries < 600, 'it did not come to be');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  before(async () => {
    civitai = await LoopbackCivitai.start();
    await mkdir(path.dirname(lora), { recursive: true });
    const style = makeLora({ name: 'style' });
    const base = makeCheckpoint('base');
    await writeFile(lora, style);
    await writeFile(checkpoint, base);
    await writeFile(stranger, makeCheckpoint('own work'));
    await writeFile(page, HTML_PAGE);
    const seed = (name: string, bytes: Buffer) => {
      const { SHA256, AutoV3 } = civitaiHashes(bytes, `${name}.safetensors`);
      return { sha256: SHA256, ...(AutoV3 && { autov3: AutoV3 }), sizeKB: bytes.length / 1024 };
    };
    civitai.addVersion({
      ...seed('style', style),
      modelId: 11,
      versionId: 12,
      modelName: 'Fine Style',
      type: 'LORA',
      baseModel: 'SDXL 1.0',
      trainedWords: ['fine style', 'ink'],
    });
    civitai.addVersion({
      ...seed('base', base),
      modelId: 21,
      versionId: 22,
      modelName: 'Great Base',
      type: 'Checkpoint',
      baseModel: 'SDXL 1.0',
    });
    await configure('civitai.baseUrl', civitai.baseUrl);
    await configure('models.confirmInBackground', false);
    const extension = vscode.extensions.getExtension<DiffusionWorkbenchApi>(
      'diffusion-workbench.diffusion-workbench',
    );
    assert.ok(extension);
    api = await extension.activate();
    await run('refresh');
  });

  after(async () => {
    for (const key of [
      'civitai.baseUrl',
      'models.confirmInBackground',
      'models.groupBy',
      'models.directories',
    ]) {
      await configure(key, undefined);
    }
    await civitai.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('lists the models of the open folder by folder, with their state in words', async () => {
    assert.deepEqual(await rows(), [
      `${path.basename(root)} | 4`,
      '  models view | 4',
      '    loras | 1',
      '      style.safetensors | SDXL 1.0 · not identified yet',
      '    base.safetensors | not identified yet',
      '    own work.safetensors | not identified yet',
      '    page.safetensors | not a whole model file',
    ]);
  });

  it('says of a refused file in the Problems panel what it is', async () => {
    const found = () => vscode.languages.getDiagnostics(vscode.Uri.file(page));
    await until(() => Promise.resolve(found().length > 0));
    assert.equal(found()[0]?.code, 'html');
    assert.equal(found()[0]?.severity, vscode.DiagnosticSeverity.Error);
  });

  it('annotates all, and asks nothing again when nothing changed', async () => {
    await run('annotateAll');
    assert.equal((await sidecar(lora)).civitai_version_id, 12);
    assert.equal((await sidecar(checkpoint)).civitai_version_id, 22);
    assert.equal((await sidecar(stranger)).civitai_state, 'not_found');
    await until(async () => (await rows()).some((line) => line.includes('Great Base')));
    const lines = await rows();
    assert.ok(lines.includes('      Fine Style | SDXL 1.0 · identified'), lines.join('\n'));
    assert.ok(lines.includes('    Great Base | SDXL 1.0 · identified'), lines.join('\n'));
    assert.ok(lines.includes('    own work.safetensors | not on Civitai'), lines.join('\n'));
    const asked = civitai.requests.length;
    await run('annotateAll');
    assert.equal(civitai.requests.length, asked);
  });

  it('groups by type and by base model', async () => {
    await run('groupByType');
    await until(async () => (await rows()).some((line) => line.startsWith('LORA |')));
    await run('groupByBaseModel');
    await until(async () => (await rows()).some((line) => line.startsWith('SDXL 1.0 |')));
    await run('groupByFolder');
    await until(async () => (await rows())[0]?.startsWith(path.basename(root)) ?? false);
  });

  it('tells the context menu what a model has', async () => {
    const item = await api.rows.getTreeItem(await row(lora));
    for (const flag of [
      'model',
      'lora',
      'hasCivitai',
      'hasSidecar',
      'hasTriggers',
      'hasHash',
      'inWorkspace',
    ]) {
      assert.ok(item.contextValue?.split(' ').includes(flag), `${flag} in ${String(item.contextValue)}`);
    }
    const other = await api.rows.getTreeItem(await row(stranger));
    for (const flag of ['lora', 'hasCivitai', 'hasTriggers']) {
      assert.ok(!other.contextValue?.split(' ').includes(flag), flag);
    }
  });

  it('makes the tooltip when it is wanted, and lets no text of a file act in it', async () => {
    const file = `${stranger}.metadata.json`;
    const before = await readFile(file, 'utf8');
    const evil = { ...(JSON.parse(before) as Sidecar), trigger_words: ['[x](command:evil)', '<img src=x>'] };
    await writeFile(file, JSON.stringify({ ...evil, preview_path: '../../outside.png' }));
    await run('refresh');
    const node = await row(stranger);
    const item = await api.rows.getTreeItem(node);
    assert.equal(item.tooltip, undefined);
    const source = new vscode.CancellationTokenSource();
    const resolved = await api.rows.resolveTreeItem?.(item, node, source.token);
    const tooltip = resolved?.tooltip;
    assert.ok(tooltip instanceof vscode.MarkdownString);
    assert.ok(tooltip.value.includes('Trigger words'));
    assert.ok(!tooltip.value.includes('](command:'), tooltip.value);
    assert.ok(!/(^|[^\\])</.test(tooltip.value), tooltip.value);
    assert.ok(!tooltip.value.includes('outside.png'), tooltip.value);
    assert.notEqual(tooltip.isTrusted, true);
    assert.notEqual(tooltip.supportHtml, true);
    await writeFile(file, before);
    await run('refresh');
  });

  it('copies trigger words, hash and LoRA tag', async () => {
    await run('copyTriggerWords', await row(lora));
    assert.equal(await vscode.env.clipboard.readText(), 'fine style, ink');
    await run('copyLoraTag', await row(lora));
    assert.equal(await vscode.env.clipboard.readText(), '<lora:style:1>');
    await run('copyHash', await row(checkpoint));
    assert.equal(await vscode.env.clipboard.readText(), (await sidecar(checkpoint)).hash);
  });

  it('keeps a folder that is away, greyed', async () => {
    await configure('models.directories', ['/nowhere/loras']);
    await until(async () => (await rows()).includes('loras | not available'));
    const away = ((await api.rows.getChildren()) ?? []).find(({ id }) => id === 'folder:/nowhere/loras');
    assert.ok(away);
    const item = await api.rows.getTreeItem(away);
    assert.equal(item.resourceUri?.scheme, 'diffusion-workbench-missing');
    assert.equal(item.contextValue, 'missing directory');
    await run('removeDirectory', away);
    await until(async () => !(await rows()).some((line) => line.includes('not available')));
  });

  it('notices a sidecar that is edited by hand, and models that come and go', async () => {
    await writeFile(
      `${stranger}.metadata.json`,
      JSON.stringify({ ...(await sidecar(stranger)), name: 'My own' }),
    );
    await until(async () => (await rows()).some((line) => line.includes('My own |')));
    const late = path.join(folder, 'late.CKPT');
    await writeFile(late, makeCheckpoint('late'));
    await until(async () => (await rows()).some((line) => line.includes('late.CKPT')));
    await rm(late);
    await until(async () => !(await rows()).some((line) => line.includes('late.CKPT')));
  });

  it('sends nothing when requests are off', async () => {
    await configure('civitai.enabled', false);
    const asked = civitai.requests.length;
    await rm(`${checkpoint}.metadata.json`, { force: true });
    await run('annotate', await row(checkpoint));
    assert.equal(civitai.requests.length, asked);
    await configure('civitai.enabled', undefined);
    await run('annotate', await row(checkpoint));
    assert.equal((await sidecar(checkpoint)).civitai_version_id, 22);
  });
});
