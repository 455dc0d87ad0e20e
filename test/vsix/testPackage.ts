import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { Pictures } from '../../src/core/media/pictures';
import type { SharpBuild } from '../../src/core/media/sharpBuild';
import { makeLora, sha256 } from '../fixtures/makeModels';
import { makePicture } from '../fixtures/makePictures';
import { Workbench } from '../ui/support/workbench';

/** What is for building and testing, and what the bundle already holds. */
const NOT_FOR_PEOPLE =
  /(^|\/)(src|test|scripts|webview-ui|\.vscode|\.ci)\/|\.ts$|\.map$|\.vsix$|tsconfig|esbuild/;

/** What has to hold for a package. A file of tests each, so that their windows run at the same time. */
export function testPackage(file: string): void {
  describe(file, () => {
    const model = makeLora({ name: 'packaged' });
    let workbench: Workbench;
    let installed: string;

    before(async () => {
      workbench = await Workbench.start({
        vsix: path.resolve('dist', file),
        prepare: (folder) => writeFile(path.join(folder, 'packaged.safetensors'), model),
      });
      const [name] = readdirSync(workbench.extensionsFolder).filter((it) =>
        it.startsWith('diffusion-workbench.'),
      );
      assert.ok(name);
      installed = path.join(workbench.extensionsFolder, name);
    });
    after(() => workbench.close());

    it('holds nothing that is not for users', () => {
      const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
      const own = files.filter((it) => !it.startsWith('node_modules'));
      assert.deepEqual(
        own.filter((it) => NOT_FOR_PEOPLE.test(it)),
        [],
      );
      assert.ok(own.includes(path.join('dist', 'extension.js')));
      assert.ok(own.includes(path.join('l10n', 'bundle.l10n.json')));
      assert.ok(own.includes('ThirdPartyNotices.txt'));
    });

    it('shows its view', async () => {
      await workbench.showContainer();
      const sidebar = workbench.screen.sidebar;
      await sidebar.getByText('packaged').first().waitFor();
      await workbench.screenshot(file.replace('.vsix', ''));
    });

    it('hashes in its worker', async () => {
      const target = path.join(workbench.folder, 'packaged.safetensors');
      const { stdout } = await execa(process.execPath, [
        path.join(installed, 'dist/cli.js'),
        'hash',
        target,
        '--json',
      ]);
      assert.match(stdout, new RegExp(sha256(model)));
    });

    for (const build of ['native', 'wasm'] satisfies SharpBuild[]) {
      const isThere = build === 'wasm' || !file.includes('portable');
      it(`makes previews ${isThere ? 'with' : 'without'} the ${build} build of sharp`, async () => {
        const pictures = new Pictures({ workerFolder: path.join(installed, 'dist'), builds: [build] });
        try {
          const { extension } = await pictures.preview(await makePicture(1, 'png'));
          // Without a build that can be loaded a picture is kept as it came.
          assert.equal(extension, isThere ? '.jpg' : '.png');
        } finally {
          await pictures.close();
        }
      });
    }
  });
}
