import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from '../../civitai/faults';
import { LoopbackCivitai } from '../../civitai/server';
import { makeLora } from '../../fixtures/makeModels';
import { until } from '../support/until';
import { runCli, startCli } from './runCli';

const MIB = 2 ** 20;
/** So many bytes are written at once where nothing else is being written. */
const WRITTEN_BYTES = MIB / 4;

/** What became of a file whose download was killed again and again. */
export interface KilledDownload {
  /** How often its process was killed. */
  readonly kills: number;
  /** From which byte on each request asked, and how many bytes were on the disk when it was made. */
  readonly requests: readonly { readonly from: number; readonly onDisk: number }[];
  /** Whether the file that came in the end is the right one. */
  readonly isRight: boolean;
  readonly exitCode: number | undefined;
}

/**
 * Downloads a model on the command line and kills the process again and again, after some more bytes have left the server
 * and, where they are enough to be written at once, some have come to the disk; the last run is left alone.
 * @param random from 0 to 1: how many bytes more
 */
export async function killDownload(
  folder: string,
  kills: number,
  random: () => number,
): Promise<KilledDownload> {
  const lora = makeLora({ name: 'killed' });
  const bytes = Math.max(8, kills) * MIB;
  const file = Buffer.concat([lora, Buffer.alloc(bytes - lora.length, 'diffusion')]);
  const civitai = await LoopbackCivitai.start();
  try {
    civitai.addVersion({ versionId: 70, bytes: file, fileName: 'killed.safetensors' });
    const part = join(folder, 'killed.safetensors.part');
    const args = ['download', '70', '--base-url', civitai.baseUrl];
    // A lock that a killed process leaves is waited for some seconds, unless locks lie elsewhere.
    const env = (run: number) => ({ XDG_CACHE_HOME: join(folder, `.cache-${run}`) });
    const onDisk: number[] = [];
    const size = () => (existsSync(part) ? statSync(part).size : 0);
    let killed = 0;
    for (let run = 0; run < kills; run++) {
      const before = size();
      onDisk.push(before);
      civitai.heal();
      const process = startCli(folder, args, env(run));
      const more = Math.ceil((random() * bytes) / kills);
      const isWritten = () => more < 2 * WRITTEN_BYTES || size() >= before + WRITTEN_BYTES;
      const kill = () => void until(isWritten).then(() => process.kill('SIGKILL'));
      civitai.fail('store', faults.held(more, kill));
      const { signal } = await process;
      if (signal === 'SIGKILL') killed++;
    }
    onDisk.push(size());
    civitai.heal();
    const { exitCode } = await runCli(folder, args, env(kills));
    const asked = civitai.requests.filter(({ path }) => path.startsWith('/store/'));
    return {
      kills: killed,
      requests: asked.map(({ headers }, index) => ({
        from: Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0),
        onDisk: onDisk[index] ?? NaN,
      })),
      isRight: readFileSync(join(folder, 'killed.safetensors')).equals(file),
      exitCode,
    };
  } finally {
    await civitai.close();
  }
}
