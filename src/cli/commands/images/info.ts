import type { Command } from 'commander';
import pLimit from 'p-limit';
import type { UsedLora } from '../../../core/images/info/generation';
import { imageInfo, type ImageInfo } from '../../../core/images/info/imageInfo';
import { readTextInfo } from '../../../core/images/info/readTextInfo';
import { EXIT, problemText } from '../../output';
import type { Run } from '../../run';
import type { CommonOptions, Session } from '../../session';

/** Few: a text may be large. */
const TEXTS_AT_ONCE = 4;

interface InfoOptions extends CommonOptions {
  readonly text?: boolean;
}

/** A file and what was found in it; one that cannot be read is listed with the reason, and with nothing found. */
type Row = { readonly path: string; readonly error?: string } & ImageInfo;

/** `images info`: what pictures were made with. */
export function registerInfo(images: Command, run: Run): void {
  images
    .command('info')
    .description('what pictures were made with: prompts, settings, model and LoRAs, out of their files')
    .argument('<file...>', 'PNG, JPEG, WebP, AVIF, HEIC, GIF, TIFF or JPEG XL, told by their content')
    .option('--text', 'the files are texts that hold generation parameters as A1111 writes them')
    .action((paths: readonly string[], options: InfoOptions) =>
      run(options, (session) => printInfo(session, paths, options)),
    );
}

async function printInfo(
  session: Session,
  paths: readonly string[],
  { text = false }: InfoOptions,
): Promise<number> {
  const { output } = session;
  const rows = text ? await textRows(session, paths) : await imageRows(session, paths);
  const problems = rows.filter(({ error }) => error !== undefined);
  output.result({ [text ? 'texts' : 'images']: rows }, output.json ? [] : rows.flatMap(linesOf).slice(0, -1));
  for (const { path, error } of problems) output.problem(`${path}: ${error ?? ''}`);
  return problems.length > 0 ? EXIT.failed : EXIT.ok;
}

async function imageRows({ services, signal }: Session, paths: readonly string[]): Promise<readonly Row[]> {
  const found = await services.imageInfos(paths, signal);
  return found.map((one) =>
    'info' in one ? { path: one.path, ...one.info } : failed(one.path, one.problem),
  );
}

async function textRows({ signal }: Session, paths: readonly string[]): Promise<readonly Row[]> {
  const read = async (path: string): Promise<Row> => {
    try {
      return { path, ...(await readTextInfo(path)) };
    } catch (error) {
      return failed(path, error);
    }
  };
  const rows = await pLimit(TEXTS_AT_ONCE).map(paths, async (path) => (signal.aborted ? [] : [await read(path)])); // prettier-ignore
  return rows.flat();
}

const failed = (path: string, error: unknown): Row => ({ path, error: problemText(error), ...imageInfo([], []) }); // prettier-ignore

/** A block for a picture, with an empty line behind it. */
function linesOf({ path, error, ...info }: Row): readonly string[] {
  if (error !== undefined) return [];
  const { seed, steps, cfg, guidance } = info;
  const fields: readonly (readonly [name: string, value: string | number | null])[] = [
    ['Prompt', info.prompt],
    ['Negative', info.negative],
    ['Model', info.model],
    ['LoRAs', info.loras.map(loraText).join('\n')],
    ['Sampler', [info.sampler, info.scheduler].filter((name) => name !== null).join(', ')],
    ['Steps', steps],
    ['CFG', cfg],
    ['Guidance', guidance],
    ['Seed', seed],
    ['Size', info.size],
  ];
  const known = fields.flatMap(([name, value]) => (value === null || value === '' ? [] : block(name, value)));
  return [
    info.tool === null ? path : `${path} (${info.tool})`,
    ...(known.length > 0 ? known : ['  No generation parameters.']),
    ...(info.tooLarge ? ['  A text in it is too large to be read.'] : []),
    ...info.raw.flatMap(({ source, text }) => block(source, text)),
    '',
  ];
}

const NAME_WIDTH = 10;

/** A name, and its value beside it, or below where the name is long; further lines of the value stand below. */
function block(name: string, value: string | number): string[] {
  const lines = String(value).split(/\r?\n/);
  const indent = ' '.repeat(NAME_WIDTH);
  const [first = '', ...rest] = name.length < NAME_WIDTH ? lines : ['', ...lines];
  return [`  ${name.padEnd(NAME_WIDTH)}${first}`.trimEnd(), ...rest.map((line) => `  ${indent}${line}`)];
}

function loraText({ name, weight, hash, versionId }: UsedLora): string {
  const known = name ?? (versionId === undefined ? hash : `version ${versionId} of Civitai`);
  return weight === undefined ? (known ?? '') : `${known ?? ''}: ${weight}`;
}
