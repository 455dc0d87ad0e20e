// npm run test:kohya: a training by sd-scripts itself in the real VS Code, with a tiny model on any computer.
//   KOHYA_ROOT    a folder of sd-scripts
//   KOHYA_PYTHON  the Python that has its requirements; python3 where it is not set
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { findOnPath, mustRun, pinnedNode, run } from './processes.mjs';
import { ensureChromium, ensureDependencies, ensureVSCode } from './provision.mjs';

const { KOHYA_ROOT, KOHYA_PYTHON = findOnPath('python3') ?? 'python3' } = process.env;
if (KOHYA_ROOT === undefined || KOHYA_ROOT === '') {
  console.log('Skipped: no sd-scripts. Name its folder in KOHYA_ROOT, and its Python in KOHYA_PYTHON.');
} else if (!existsSync(path.join(KOHYA_ROOT, 'train_network.py'))) {
  console.error(`There is no train_network.py in ${KOHYA_ROOT}.`);
  process.exitCode = 2;
} else {
  await ensureDependencies();
  await mustRun(pinnedNode, ['esbuild.mjs', '--tests']);
  await ensureVSCode();
  await ensureChromium();
  const env = { KOHYA_ROOT, KOHYA_PYTHON: path.resolve(KOHYA_PYTHON) };
  process.exitCode = await run(pinnedNode, ['scripts/mochaLayer.mjs', 'realKohya'], { env });
}
