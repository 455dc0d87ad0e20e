import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import {
  BUNDLED_FILE,
  bundledPackages,
  notices,
  NOTICES_FILE,
  packedPackages,
} from '../../../scripts/noticesText.mjs';

const bundled = JSON.parse(readFileSync(BUNDLED_FILE, 'utf8')) as string[];
const written = readFileSync(NOTICES_FILE, 'utf8');

describe('the notices of third parties', () => {
  it('are those of what this build has bundled: else run npm run notices', () => {
    assert.equal(written, notices(bundled));
  });

  it('name what is bundled, what is packed, and the icons', () => {
    for (const name of [
      'undici',
      'commander',
      '@vscode/codicons',
      'uplot',
      'sharp',
      '@emnapi/runtime',
      'semver',
    ])
      assert.match(written, new RegExp(`^${name} \\(`, 'm'), name);
    assert.match(written, /^@vscode\/codicons \(CC-BY-4\.0\)$/m);
    assert.match(written, /^@img\/sharp-libvips-\{platform\} \(LGPL-3\.0-or-later\)$/m);
    assert.match(written, /^\| libvips +\| LGPLv3/m);
    assert.match(written, /GNU LESSER GENERAL PUBLIC LICENSE/);
    assert.doesNotMatch(written, /undefined/);
  });

  it('are in the package', () => {
    assert.match(readFileSync('.vscodeignore', 'utf8'), new RegExp(`^!${NOTICES_FILE}$`, 'm'));
  });

  it('count only packages of which something is in the files', () => {
    const input = (bytesInOutput: number) => ({ bytesInOutput });
    const outputs = {
      'dist/a.js': {
        inputs: {
          'src/a.ts': input(5),
          'node_modules/one/lib/x.js': input(5),
          'node_modules/one/lib/y.js': input(5),
          'node_modules/@of/two/z.js': input(1),
          'node_modules/@of/two/node_modules/three/z.js': input(1),
          'node_modules/none/z.js': input(0),
        },
      },
    } as unknown as Parameters<typeof bundledPackages>[0]['outputs'];
    assert.deepEqual(bundledPackages({ inputs: {}, outputs }), [
      'node_modules/one',
      'node_modules/@of/two',
      'node_modules/@of/two/node_modules/three',
    ]);
  });

  it('know every package that is allowed into the VSIX', () => {
    const packed = packedPackages(readFileSync('.vscodeignore', 'utf8'));
    assert.ok(packed.includes('node_modules/@img/sharp-wasm32'));
    for (const folder of packed) assert.ok(existsSync(folder), folder);
  });
});
