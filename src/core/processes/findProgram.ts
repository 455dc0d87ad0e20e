import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

export interface FindOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: NodeJS.Platform;
}

/**
 * The file of a program: itself where it is a path, else the first one of PATH that can be run. The working folder is
 * never looked at, where a stranger may have put one.
 * @returns an absolute path; undefined where there is none
 */
export async function findProgram(
  name: string,
  { env = process.env, platform = process.platform }: FindOptions = {},
): Promise<string | undefined> {
  const system = platform === 'win32' ? path.win32 : path.posix;
  const endings = platform === 'win32' ? ['', ...(env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';')] : [''];
  const isPath = /[/\\]/.test(name);
  if (isPath && !system.isAbsolute(name)) return undefined;
  const folders = isPath
    ? ['']
    : (env.PATH ?? env.Path ?? '').split(system.delimiter).filter((folder) => system.isAbsolute(folder));
  for (const folder of folders) {
    for (const ending of endings) {
      const file = system.join(folder, name + ending);
      if (await canRun(file)) return file;
    }
  }
  return undefined;
}

async function canRun(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return false;
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
