// Kills a download on the command line 50 times, at random bytes: it has to be right, and no byte of the disk asked for again.
import { killDownload } from '../unit/cli/downloadKills';
import { printRow } from './rows';
import { withTempFolder } from './tempFolder';

const KILLS = 50;

void withTempFolder(async (folder) => {
  const start = performance.now();
  const { kills, requests, isRight, exitCode } = await killDownload(folder, KILLS, Math.random);
  printRow('downloads killed', kills, '', { atLeast: KILLS });
  printRow('requests that asked for bytes of the disk', requests.filter(({ from, onDisk }) => from < onDisk).length, '', { atMost: 0 }); // prettier-ignore
  printRow('requests that left bytes out', requests.filter(({ from, onDisk }) => from > onDisk).length, '', { atMost: 0 }); // prettier-ignore
  printRow('requests that went on with what was there', requests.filter(({ from }) => from > 0).length, ''); // prettier-ignore
  printRow('files that are right in the end', isRight && exitCode === 0 ? 1 : 0, '', { atLeast: 1 });
  printRow('all of it', (performance.now() - start) / 1000, 's');
});
