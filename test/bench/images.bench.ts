// How long the command `images version` takes for many example images over loopback, beside curl and a plain loop of Node with as
// many at a time.
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { request } from 'undici';
import { LoopbackCivitai } from '../civitai/server';
import { median, printRow } from './rows';
import { withTempFolder } from './tempFolder';

const IMAGES = 2_000;
const IMAGE_BYTES = 300_000;
const AT_ONCE = 5;
const ROUNDS = 3;

/** In a process of its own, as on the other end of a line. */
async function serve(): Promise<void> {
  const civitai = await LoopbackCivitai.start();
  civitai.addVersion({ modelId: 7, versionId: 70, creator: 'maria' });
  const start = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');
  const block = randomBytes(IMAGE_BYTES - start.length);
  for (let id = 1; id <= IMAGES; id++) {
    // Each differs: those of one content would be one picture.
    block.writeUInt32LE(id, 0);
    const bytes = Buffer.concat([start, block]);
    civitai.addImages({ id, modelId: 7, versionIds: [70], username: 'maria', bytes, meta: { prompt: 'a cat', steps: 20 } }); // prettier-ignore
  }
  process.send?.(civitai.origin);
}

/** What Node itself needs: each address into a file of a temporary name, renamed; nothing is listed, checked or noted. */
async function plainLoop(list: string, folder: string): Promise<void> {
  const addresses = readFileSync(list, 'utf8').split('\n');
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < addresses.length; index = next++) {
      const { body } = await request(addresses[index] ?? '');
      const path = join(folder, `${index}.jpeg`);
      await writeFile(`${path}.tmp`, Buffer.from(await body.arrayBuffer()));
      await rename(`${path}.tmp`, path);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Seconds: by the clock, and of the processors, by the user and the system. */
interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** Runs a program through `time` of the shell, which also knows what it needed of the processors. */
function spentBy(file: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Spent {
  const script = 'TIMEFORMAT="%R %U %S"; time "$@" > /dev/null';
  const run = spawnSync('bash', ['-c', script, 'bash', file, ...args], { env, cwd, encoding: 'utf8' });
  const [wall = NaN, user = NaN, system = NaN] = (run.stderr.trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  if (run.status !== 0) throw new Error(run.stderr);
  return { wall, cpu: user + system };
}

async function download(folder: string, origin: string): Promise<void> {
  const addresses = await addressesOf(origin);
  const list = join(folder, 'addresses.txt');
  writeFileSync(list, addresses.join('\n'));
  const env = { ...process.env, DIFFUSION_WORKBENCH_DATA: join(folder, 'data') };
  const made = (name: string): string => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };
  const spent: { readonly curl: Spent; readonly plain: Spent; readonly ours: Spent }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const curled = made(`curl-${round}`);
    const config = join(folder, `urls-${round}.txt`);
    writeFileSync(config, addresses.map((url, index) => `url = "${url}"\noutput = "${curled}/${index}.jpeg"\n`).join('')); // prettier-ignore
    const curl = spentBy('curl', ['-sS', '--no-progress-meter', '--parallel', '--parallel-max', String(AT_ONCE), '--config', config], env, folder); // prettier-ignore
    const plain = spentBy(process.execPath, [__filename, 'plain', list, made(`plain-${round}`)], env, folder);
    const out = join(folder, `ours-${round}`);
    const ours = spentBy(process.execPath, [resolve('dist/cli.js'), '--json', 'images', 'version', '70', '--out', out, '--base-url', `${origin}/api/v1`, '--min-free', '0', '--concurrency', String(AT_ONCE)], env, folder); // prettier-ignore
    const came = readdirSync(join(out, '7')).filter((name) => name.endsWith('.jpeg')).length;
    if (came !== IMAGES) throw new Error(`${came} images came.`);
    spent.push({ curl, plain, ours });
  }
  const row = (what: keyof (typeof spent)[number], name: string) => {
    const [wall, cpu] = (['wall', 'cpu'] as const).map((kind) =>
      median(spent.map((each) => each[what][kind])),
    );
    printRow(`${IMAGES} images of 300 KB, ${name}`, wall ?? NaN, 's');
    printRow(`${IMAGES} images of 300 KB, ${name}: CPU`, cpu ?? NaN, 's');
  };
  row('curl', 'curl, not synced');
  row('plain', 'a plain loop of Node, not synced');
  row('ours', 'ours: listed, hashed, with metadata, their lengths noted in place of a sync');
  const ratio = (other: 'curl' | 'plain') => median(spent.map((each) => each[other].wall / each.ours.wall));
  printRow('images: ours / plain loop', ratio('plain'), '');
  printRow('images: ours / curl', ratio('curl'), '', { atLeast: 0.8 });
}

async function addressesOf(origin: string): Promise<string[]> {
  const addresses: string[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ modelVersionId: '70', limit: '200', ...(cursor !== undefined && { cursor }) }); // prettier-ignore
    const answer = await fetch(`${origin}/api/v1/images?${query.toString()}`);
    const page = (await answer.json()) as { items: { url: string }[]; metadata: { nextCursor?: string } };
    addresses.push(...page.items.map(({ url }) => url));
    cursor = page.metadata.nextCursor;
  } while (cursor !== undefined);
  return addresses;
}

/** Pictures with and without parameters: of every fourth, all is looked through for what is hidden in the pixels. */
async function main(): Promise<void> {
  const server: ChildProcess = fork(__filename, ['serve']);
  const [origin] = (await once(server, 'message')) as [string];
  try {
    await withTempFolder((folder) => download(folder, origin));
  } finally {
    server.kill();
  }
}

const [, , task, list = '', folder = ''] = process.argv;
if (task === 'serve') void serve();
else if (task === 'plain') void plainLoop(list, folder);
else void main();
