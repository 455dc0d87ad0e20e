import { execa } from 'execa';

/** What exiftool reads from a file, by the names of its tags. */
export type Metadata = Readonly<Record<string, unknown>>;

/** All that exiftool reads from files, in their order, by group and tag (`ExifIFD:UserComment`). */
export async function exiftool(paths: readonly string[], ...options: string[]): Promise<Metadata[]> {
  const args = ['-json', '-a', '-G1', '-b', '-charset', 'UTF8', ...options, '--', ...paths];
  const { stdout } = await execa('exiftool', args, { maxBuffer: 1e9 });
  const read = JSON.parse(stdout) as Metadata[];
  if (read.length !== paths.length) throw new Error(`exiftool read ${read.length} of ${paths.length} files.`);
  return read;
}
