// npm run test:oldest: the tests of the extension host in the oldest VS Code that package.json allows.
import { fileURLToPath } from 'node:url';
import { pinnedNode, run } from './processes.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const layers = process.argv.length > 2 ? process.argv.slice(2) : ['host'];
process.exitCode = await run(pinnedNode, ['scripts/test.mjs', ...layers], { env: { TEST_VSCODE: 'oldest' } });
