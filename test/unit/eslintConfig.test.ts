import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';

const ARROWS = ['import-x/no-restricted-paths', 'no-restricted-imports'];

/** Imports that the layout forbids: from a file in the first place, of one in the second. */
const FORBIDDEN = [
  ['src/core/net', 'src/ui/platform'],
  ['src/core/net', 'src/cli'],
  ['src/core/net', 'src/protocol'],
  ['src/core/net', 'src/extension.ts'],
  ['src/core/net', 'vscode'],
  ['src/core/net', 'test/civitai'],
  ['src/core/net', 'webview-ui/shared'],
  ['src/cli', 'src/ui/platform'],
  ['src/cli', 'src/protocol'],
  ['src/cli', 'src/core/services'],
  ['src/cli', 'vscode'],
  ['src/ui/platform', 'src/cli'],
  ['src/ui/platform', 'webview-ui/shared'],
  ['src/ui/models', 'src/core/services'],
  ['src/ui/prompts', 'src/core/services'],
  ['src/protocol', 'src/ui/platform'],
  ['src/protocol', 'src/core/services'],
  ['src/protocol', 'vscode'],
  ['src/extension.ts', 'src/cli'],
  ['src/cli.ts', 'src/ui/platform'],
  ['src/core/log.ts', 'src/core/net'],
  ['src/core/models/modelFile.ts', 'src/core/models/header'],
  ['webview-ui/details', 'src/core/text'],
  ['webview-ui/details', 'src/ui/platform'],
  ['webview-ui/details', 'vscode'],
  ['webview-ui/details', 'test/civitai'],
  ['webview-ui/details', '@vscode/webview-ui-toolkit'],
  ['webview-ui/shared', '@vscode/webview-ui-toolkit'],
  ['src/core/models', 'sharp'],
  ['src/ui/models', 'sharp'],
  ...['problem', 'text', 'json', 'files', 'threads', 'processes', 'tasks'].flatMap((ground) => [
    [`src/core/${ground}`, 'src/core/net'],
    [`src/core/${ground}`, 'src/core/models/sidecar'],
  ]),
  ['src/core/prompts/grammar', 'src/core/prompts/filter'],
  ['src/core/net', 'src/core/civitai'],
  ['src/core/net', 'src/core/media'],
  ['src/core/media', 'src/core/net'],
  ['src/core/civitai', 'src/core/models/sidecar'],
  ['src/core/civitai', 'src/core/media'],
  ['src/core/models/sidecar', 'src/core/net'],
  ['src/core/models/sidecar', 'src/core/prompts/run'],
  ['src/core/models/sidecar', 'src/core/services'],
  ['src/core/models/header', 'src/core/models/sidecar'],
  ['src/core/models/sidecar', 'src/core/models/library'],
  ['src/core/models/scan', 'src/core/models/outputName'],
  ['src/core/models/library', 'src/core/models/view'],
  ['src/core/prompts/run', 'src/core/models/sidecar'],
  ['src/core/prompts/run', 'src/core/civitai'],
  ['src/core/prompts/run', 'src/core/net'],
  ['src/core/training/job', 'src/core/prompts/run'],
  ['src/core/training/job', 'src/core/civitai'],
  ['src/core/training/options', 'src/core/net'],
] as [string, string][];

/** Imports that it allows. */
const ALLOWED = [
  ['src/extension.ts', 'src/ui/platform'],
  ['src/extension.ts', 'vscode'],
  ['src/ui/models', 'vscode'],
  ['src/ui/models', 'src/core/models/sidecar'],
  ['src/ui/models', 'src/protocol'],
  ['src/ui/platform', 'src/core/services'],
  ['src/cli', 'src/core/models/sidecar'],
  ['src/core/services', 'src/core/models/identify'],
  ['src/core/models/sidecar', 'src/core/prompts/grammar'],
  ['src/core/models/identify', 'src/core/civitai'],
  ['src/core/models/previews', 'src/core/media'],
  ['src/core/civitai', 'src/core/net'],
  ['src/core/prompts/run', 'src/core/threads'],
  ['src/core/media', 'sharp'],
  ['webview-ui/details', 'src/protocol'],
  ['src/cli.ts', 'src/core/services'],
  ['test/unit', 'src/core/services'],
] as [string, string][];

describe('the arrows of the layout', () => {
  const eslint = new ESLint({
    // Without types: the files are not there.
    overrideConfig: { languageOptions: { parserOptions: { project: false } } },
    ruleFilter: ({ ruleId }) => ARROWS.includes(ruleId),
  });

  for (const [from, to] of FORBIDDEN) {
    it(`forbid ${from} to import ${to}`, async () => assert.equal(await faultsOf(from, to), 1));
  }
  for (const [from, to] of ALLOWED) {
    it(`allow ${from} to import ${to}`, async () => assert.equal(await faultsOf(from, to), 0));
  }

  async function faultsOf(from: string, to: string): Promise<number> {
    const importer = from.endsWith('.ts') ? from : `${from}/new.ts`;
    const results = await eslint.lintText(`import ${JSON.stringify(specifier(importer, to))};\n`, {
      filePath: importer,
    });
    return results.flatMap(({ messages }) => messages).length;
  }
});

/** How a file imports a package, or some file of a folder. */
function specifier(importer: string, to: string): string {
  if (!/^(src|test|webview-ui)\//.test(to)) return to;
  const file = to.endsWith('.ts')
    ? to
    : readdirSync(to, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('.ts'));
  assert.ok(file, to);
  const target = to.endsWith('.ts') ? to : `${to}/${file}`;
  const module = target.replaceAll('\\', '/').replace(/\.ts$/, '');
  return `./${path.posix.relative(path.posix.dirname(importer), module)}`;
}
