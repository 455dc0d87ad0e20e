import * as l10n from '@vscode/l10n';
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { safeName } from '../../../files/safeName';
import { temporaryName } from '../../../files/temporaryFiles';
import { Problem } from '../../../problem/problem';
import { errnoOf, toProblem } from '../../../problem/toProblem';

export interface CopiedLora {
  /** Where it is now. */
  readonly path: string;
  /** 64 hex digits, lower case. */
  readonly sha256: string;
}

/**
 * Copies a LoRA into a folder under the first name `{name}_lora_{base}_v{N}.safetensors` that no other file has. The copy
 * is compared with the original before it gets its name; the same LoRA is not copied twice.
 * @param base what the base model is called
 * @throws Problem of reading and writing
 */
export async function copyLora(
  lora: string,
  folder: string,
  name: string,
  base: string,
  signal?: AbortSignal,
): Promise<CopiedLora> {
  const stem = `${safeName(name, 'training')}_lora_${safeName(base, 'base')}`;
  const temporary = join(folder, temporaryName());
  try {
    await mkdir(folder, { recursive: true });
    const sha256 = await sha256Of(lora, signal);
    const there = await copyOf(lora, sha256, folder, stem, signal);
    if (there !== undefined) return { path: there, sha256 };
    try {
      await copyFile(lora, temporary);
      await sync(temporary);
      if ((await sha256Of(temporary, signal)) !== sha256) throw isDifferent(name);
      return { path: await nameFree(temporary, folder, stem), sha256 };
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    throw toProblem(error, name);
  }
}

/** The copy that is there already, of a process that was killed right after it. */
async function copyOf(
  lora: string,
  sha256: string,
  folder: string,
  stem: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { size } = await stat(lora);
  const isOurs = (file: string) => file.startsWith(`${stem}_v`) && /_v\d+\.safetensors$/.test(file);
  for (const file of (await readdir(folder)).filter(isOurs)) {
    const path = join(folder, file);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() && found.size === size && (await sha256Of(path, signal)) === sha256) return path;
  }
  return undefined;
}

/** Gives a file the first free name: a link is refused where a file is, so that two jobs never get the same. */
async function nameFree(temporary: string, folder: string, stem: string): Promise<string> {
  for (let version = 1; ; version++) {
    const path = join(folder, `${stem}_v${version}.safetensors`);
    try {
      await link(temporary, path);
      return path;
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') continue;
      // A drive without links, such as exFAT.
      if ((await stat(path).catch(() => undefined)) !== undefined) continue;
      await rename(temporary, path);
      return path;
    }
  }
}

async function sha256Of(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash, { signal });
  return hash.digest('hex');
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}

const isDifferent = (name: string) =>
  new Problem(
    'write_failed',
    l10n.t('The copy of {0} differs from the original.', name),
    l10n.t('Check the disk, and copy the file from the folder of the job.'),
  );
