import { basename, dirname, join } from 'node:path';
import { readJsonFile } from '../../../json/jsonFile';
import { toProblem } from '../../../problem/toProblem';
import type { HeaderSummary } from '../../header/summary';
import { stemOf } from '../../modelFile';
import { a1111 } from './a1111';
import { civitaiHelper } from './civitaiHelper';
import { combine, type Found } from './combine';
import { isCoarse } from '../baseModelNames';
import { loraManager } from './loraManager';
import { saysNothing } from './notices';
import { localPicture } from './pictures';
import { folderListing, type FolderListing } from './siblings';
import { stabilityMatrix } from './stabilityMatrix';
import { swarmUi } from './swarmUi';
import type { ForeignContext, ForeignFormat, ForeignMetadata, ToolMetadata, ToolReading } from './types';

/** In the order of trust: the first that knows a thing wins. */
const FORMATS: readonly ForeignFormat[] = [loraManager, stabilityMatrix, civitaiHelper, a1111, swarmUi];

/** What the files of other tools beside a model came to. */
export interface ForeignReading {
  /** Absent where they say nothing. */
  readonly metadata?: ForeignMetadata;
  /** Sentences that say which files were not taken, or not wholly, and why. */
  readonly notices: readonly string[];
}

/**
 * What other tools' sidecars beside a model say of it. Files that are broken, or of another model, are named.
 * @param size bytes of the model
 * @param options.listing shared between the models of a run, so that each folder is listed once
 * @param options.header what the model's own header says
 */
export async function readForeign(
  modelPath: string,
  size: number,
  options: { readonly listing?: FolderListing; readonly header?: HeaderSummary | undefined } = {},
): Promise<ForeignReading> {
  const { header } = options;
  const folder = dirname(modelPath);
  const model = basename(modelPath);
  const stem = stemOf(model);
  const siblings = await (options.listing ?? folderListing())(folder);
  const rival = siblings.rival(model);
  const found: Found[] = [];
  const notices: string[] = [];
  for (const format of FORMATS) {
    const whole = format.wholeName ? siblings.of(model)(format.suffix) : undefined;
    const file = whole ?? siblings.of(stem)(format.suffix);
    if (file === undefined) continue;
    // A file with the model's whole name is of no other model.
    const context = { file, model, size, header, rival: whole === undefined ? rival : undefined };
    const { metadata, notice } = await readOne(format, folder, context);
    if (metadata) found.push({ source: format.source, metadata: withoutGuess(metadata, header) });
    if (notice !== undefined) notices.push(notice);
  }
  const ids = idsInName(stem);
  if (ids) found.push({ source: 'file', metadata: { identity: ids, values: {} } });
  if (found.length === 0) return { notices };
  const listed = found.flatMap(({ metadata }) => metadata.pictures ?? []);
  const metadata = combine(found, await localPicture(modelPath, siblings, listed));
  return { ...(metadata && { metadata }), notices };
}

async function readOne(format: ForeignFormat, folder: string, context: ForeignContext): Promise<ToolReading> {
  const { file } = context;
  try {
    const read = await readJsonFile(join(folder, file));
    if (!read) return {};
    if (Object.keys(read.value).length === 0) return { notice: saysNothing(file) };
    return format.read(read.value, context);
  } catch (error) {
    return { notice: toProblem(error, file).message };
  }
}

/** Other tools guess base models from the same header, and more coarsely. */
function withoutGuess(metadata: ToolMetadata, header: HeaderSummary | undefined): ToolMetadata {
  const { base_model: guess, ...values } = metadata.values;
  const isGuess =
    metadata.identity?.versionId === undefined && header?.baseModel !== undefined && guess !== undefined;
  return isGuess && isCoarse(guess) ? { ...metadata, values } : metadata;
}

/** civitdl puts the ids into the name: `foo-mid_123-vid_456`. */
function idsInName(stem: string): { modelId: number; versionId: number } | undefined {
  const ids = /-mid_(\d{1,10})-vid_(\d{1,10})$/.exec(stem);
  return ids ? { modelId: Number(ids[1]), versionId: Number(ids[2]) } : undefined;
}
