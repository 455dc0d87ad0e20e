// Runs test/host inside the extension host of a real VS Code.
import { runInExtensionHost } from './extensionHost.mjs';

/** How test/host/index.ts marks its lines among those of the editor. */
const MARK = '[test] ';

const counts = process.env.TEST_COUNTS_FILE;
process.exitCode = await runInExtensionHost({
  module: 'dist/test/host/index.js',
  record: 'test-results/host.log',
  env: counts === undefined ? {} : { TEST_COUNTS_FILE: counts },
  onLine: (line) => {
    if (line.startsWith(MARK)) console.log(line.slice(MARK.length));
  },
});
