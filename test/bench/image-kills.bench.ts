// Kills downloads of images on the command line 100 times each, at random bytes: every file has to be right, none may be
// asked for again that has its name, and the records have to say what is on the disk.
import { IMAGES_OF_CREATOR, IMAGES_OF_VERSION, killImages, type ImagesCommand } from '../unit/cli/imageKills';
import { printRow } from './rows';
import { withTempFolder } from './tempFolder';

const IMAGES = 200;
const KILLS = 100;

async function kill(name: string, command: ImagesCommand): Promise<void> {
  await withTempFolder(async (folder) => {
    const start = performance.now();
    const found = await killImages(folder, command, { images: IMAGES, kills: KILLS, random: Math.random });
    printRow(`${name}: kills`, found.kills, '', { atLeast: KILLS });
    printRow(`${name}: requests for ${IMAGES} images`, found.requests, '');
    printRow(`${name}: requests for files that were there`, found.again, '', { atMost: 0 });
    printRow(`${name}: files that are missing or wrong`, found.wrong.length, '', { atMost: 0 });
    printRow(`${name}: files that are recorded otherwise, or not`, found.unrecorded.length, '', {
      atMost: 0,
    });
    printRow(`${name}: files that were left over`, found.leftovers.length, '', { atMost: 0 });
    printRow(`${name}: exit code of the last run`, found.exitCode ?? NaN, '', { atMost: 0 });
    printRow(`${name}: all of it`, (performance.now() - start) / 1000, 's');
  });
}

void kill('images', IMAGES_OF_VERSION).then(() => kill('creator', IMAGES_OF_CREATOR));
