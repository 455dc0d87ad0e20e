// npm run notices: writes ThirdPartyNotices.txt by what was built last.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BUNDLED_FILE, notices, NOTICES_FILE } from './noticesText.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
writeFileSync(NOTICES_FILE, notices(JSON.parse(readFileSync(BUNDLED_FILE, 'utf8'))));
