// Runs in the extension host of a real VS Code; test/bench/editor.bench.ts starts it.
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import vscode from 'vscode';
import type { DiffusionWorkbenchApi } from '../../../src/ui/api';
import type { TreeNode } from '../../../src/core/models/view/treeNodes';
import { rowOf } from '../rows';

const ID = 'diffusion-workbench.diffusion-workbench';
const MODELS = 10_000;
const ROWS = 100;
const HASHED_BYTES = 2 * 1024 ** 3;

/** What VS Code calls. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<DiffusionWorkbenchApi>(ID);
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (!extension || root === undefined) throw new Error('the extension or the workspace is missing');
  makeModels(path.join(root, 'many'));
  const loading = performance.now();
  const api = await extension.activate();
  report(
    'extension loaded and activated, as an extension that waits for it sees it',
    performance.now() - loading,
    'ms',
  );
  const [activate] = performance.getEntriesByName('diffusionWorkbench.activate');
  if (!activate) throw new Error('activate() was not measured');
  report('activate()', activate.duration, 'ms', { atMost: 50 });

  const indexing = performance.now();
  await api.models();
  report(`${MODELS} models indexed for the first time`, performance.now() - indexing, 'ms');
  const showing = performance.now();
  await firstRows(api, ROWS);
  report(`first ${ROWS} rows of the tree after that`, performance.now() - showing, 'ms', { atMost: 1000 });
  await worstBlock(root);
}

function makeModels(folder: string): void {
  mkdirSync(folder);
  const header = Buffer.from(JSON.stringify({ weight: { dtype: 'U8', shape: [64], data_offsets: [0, 64] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const bytes = Buffer.concat([length, header, Buffer.alloc(64)]);
  for (let index = 0; index < MODELS; index++) {
    writeFileSync(path.join(folder, `model ${index}.safetensors`), bytes);
  }
}

/** Asks for rows as the view does: groups first, then what is in them. */
async function firstRows({ rows }: DiffusionWorkbenchApi, wanted: number): Promise<number> {
  let shown = 0;
  const open = [undefined] as (TreeNode | undefined)[];
  while (shown < wanted && open.length > 0) {
    for (const node of (await rows.getChildren(open.shift())) ?? []) {
      if (shown >= wanted) break;
      await rows.getTreeItem(node);
      shown += 1;
      if (node.kind === 'group') open.push(node);
    }
  }
  if (shown < wanted) throw new Error(`the tree has only ${shown} rows`);
  return shown;
}

/** Hashes a file through the command that a user uses, while the extension host's event loop is watched. */
async function worstBlock(root: string): Promise<void> {
  const file = path.join(root, 'large.ckpt');
  writeFileSync(file, Buffer.from([0x80, 2, 0x7d, 0x2e]));
  truncateSync(file, HASHED_BYTES);
  await vscode.workspace
    .getConfiguration('diffusionWorkbench')
    .update('civitai.enabled', false, vscode.ConfigurationTarget.Global);
  await vscode.commands.executeCommand('diffusionWorkbench.models.refresh');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  await vscode.commands.executeCommand('diffusionWorkbench.models.annotate', vscode.Uri.file(file));
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  report('2 GiB hashed in the editor in', seconds, 's');
  report('worst block of the extension host meanwhile', delay.max / 1e6, 'ms', { atMost: 50 });
}

function report(...row: Parameters<typeof rowOf>): void {
  console.log(`[bench] ${JSON.stringify(rowOf(...row))}`);
}
