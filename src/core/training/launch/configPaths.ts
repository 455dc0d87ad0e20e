import path from 'node:path';
import { READ_OPTIONS, WRITTEN_OPTIONS } from '../options/pathOptions';
import type { Settings } from '../options/settings';

/**
 * What the settings of a trainer name on this machine, for a container that must see it. Names of models on the hub
 * are none.
 */
export function configPaths(
  settings: Settings,
  platform: NodeJS.Platform = process.platform,
): { readonly reads: readonly string[]; readonly writes: readonly string[] } {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const named = (options: readonly string[]) =>
    options
      .flatMap((option) => settings[option] ?? [])
      .filter((value): value is string => typeof value === 'string' && paths.isAbsolute(value));
  return { reads: named(READ_OPTIONS), writes: named(WRITTEN_OPTIONS) };
}
