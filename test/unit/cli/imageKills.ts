import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from '../../civitai/faults';
import { LoopbackCivitai } from '../../civitai/server';
import { runCli, startCli } from './runCli';

/** Smallest and largest of them, in bytes. */
const [LEAST_BYTES, MOST_BYTES] = [20_000, 60_000];
const START = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
const END = Buffer.from('ffd9', 'hex');

/** What became of images whose download was killed again and again. */
export interface KilledImages {
  /** How often its process was killed. */
  readonly kills: number;
  /** Requests for images, in all. */
  readonly requests: number;
  /** Requests for images that had their names already. */
  readonly again: number;
  /** Images that are not there in the end, or are other ones. */
  readonly wrong: readonly number[];
  /** Images of which the records say something else than the disk. */
  readonly unrecorded: readonly number[];
  /** What is left beside the images and their records. */
  readonly leftovers: readonly string[];
  readonly exitCode: number | undefined;
}

/** A command that downloads images. */
export interface ImagesCommand {
  readonly args: readonly string[];
  /** Where the images go, relative to the folder it runs in. */
  readonly into: string;
  /** What an image is recorded as; undefined where it is not. Its size in bytes, and its SHA-256 where that is recorded. */
  readonly recorded: (folder: string, id: number, path: string) => { readonly bytes: number; readonly sha256?: string } | undefined; // prettier-ignore
  /** Files beside the images that belong there. */
  readonly isOwn: (name: string) => boolean;
}

/** The example images of a version, each with a record beside it. */
export const IMAGES_OF_VERSION: ImagesCommand = {
  args: ['images', 'version', '70', '--out', 'images', '--min-free', '0'],
  into: 'images/7',
  recorded: (_folder, _id, path) =>
    existsSync(`${path}.metadata.json`)
      ? (JSON.parse(readFileSync(`${path}.metadata.json`, 'utf8')) as { file: { bytes: number; sha256: string } }).file // prettier-ignore
      : undefined,
  isOwn: (name) => name.endsWith('.metadata.json'),
};

/** All of a creator, with a log in JSON and its journal. */
export const IMAGES_OF_CREATOR: ImagesCommand = {
  args: ['creators', 'maria', '--limit', '0', '--min-free', '0'],
  into: 'creators/maria/Neon City',
  recorded: (folder, id, path) => {
    const log = readFileSync(join(folder, 'download_logs/maria/maria_download_log.json'), 'utf8');
    const { success } = JSON.parse(log) as { success: { id: number; type: string; path: string; size: number }[] }; // prettier-ignore
    const [entry, ...more] = success.filter((each) => each.type === 'image' && each.id === id);
    return entry?.path === path && more.length === 0 ? { bytes: entry.size } : undefined;
  },
  isOwn: (name) => name.endsWith('.txt'),
};

/**
 * Downloads images on the command line and kills the process again and again, after some bytes of one that is not there
 * yet; the others that come at the same time are anywhere then. The last run is left alone.
 * @param random from 0 to 1: which image, and how many bytes of it
 */
export async function killImages(
  folder: string,
  command: ImagesCommand,
  { images, kills, random }: { readonly images: number; readonly kills: number; readonly random: () => number }, // prettier-ignore
): Promise<KilledImages> {
  const ids = Array.from({ length: images }, (_, index) => index + 1);
  const pictures = new Map(ids.map((id) => [id, picture(random)]));
  const civitai = await LoopbackCivitai.start();
  try {
    civitai.addVersion({ modelId: 7, versionId: 70, modelName: 'Neon City', creator: 'maria' });
    for (const [id, bytes] of pictures)
      civitai.addImages({ id, modelId: 7, versionIds: [70], username: 'maria', bytes, meta: { prompt: 'a cat' } }); // prettier-ignore
    const args = [...command.args, '--base-url', civitai.baseUrl];
    const pathOf = (id: number) => join(folder, command.into, `${id}.jpeg`);
    const isThere = (id: number) => existsSync(pathOf(id));
    let [killed, requests, again] = [0, 0, 0];
    const run = async (work: () => Promise<unknown>) => {
      const before = new Set(ids.filter(isThere));
      const first = civitai.requests.length;
      await work();
      const asked = civitai.requests.slice(first).flatMap(({ path }) => /\/original=true\/(\d+)\./.exec(path)?.[1] ?? []); // prettier-ignore
      requests += asked.length;
      again += asked.filter((id) => before.has(Number(id))).length;
    };
    // A lock that a killed process leaves is waited for some seconds, unless locks lie elsewhere.
    const env = (index: number) => ({ XDG_CACHE_HOME: join(folder, `.cache-${index}`) });
    for (let index = 0; index < kills; index++) {
      const missing = ids.filter((id) => !isThere(id));
      const ahead = Math.floor((random() * missing.length) / (kills - index));
      const held = missing[ahead];
      if (held === undefined) break;
      await run(async () => {
        const process = startCli(folder, args, env(index));
        const bytes = Math.ceil(random() * (pictures.get(held)?.length ?? 0));
        civitai.failAbout(
          'image',
          `/${held}.jpeg`,
          faults.held(bytes, () => process.kill('SIGKILL')),
        );
        if ((await process).signal === 'SIGKILL') killed++;
        civitai.heal();
      });
    }
    let exitCode: number | undefined;
    await run(async () => ({ exitCode } = await runCli(folder, args, env(kills))));
    return {
      kills: killed,
      requests,
      again,
      wrong: ids.filter((id) => !isThere(id) || pictures.get(id)?.equals(readFileSync(pathOf(id))) !== true),
      unrecorded: ids.filter((id) => !isRecorded(command.recorded(folder, id, pathOf(id)), pictures.get(id))),
      leftovers: readdirSync(join(folder, command.into)).filter((name) => !/^\d+\.jpeg$/.test(name) && !command.isOwn(name)), // prettier-ignore
      exitCode,
    };
  } finally {
    await civitai.close();
  }
}

function picture(random: () => number): Buffer {
  const bytes = LEAST_BYTES + Math.floor(random() * (MOST_BYTES - LEAST_BYTES));
  return Buffer.concat([START, randomBytes(bytes - START.length - END.length), END]);
}

function isRecorded(recorded: ReturnType<ImagesCommand['recorded']>, bytes: Buffer | undefined): boolean {
  if (!recorded || !bytes) return false;
  const { sha256 } = recorded;
  const isSame = sha256 === undefined || sha256 === createHash('sha256').update(bytes).digest('hex');
  return isSame && recorded.bytes === bytes.length;
}
