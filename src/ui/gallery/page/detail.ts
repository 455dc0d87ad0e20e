import * as l10n from '@vscode/l10n';
import { basename, dirname } from 'node:path';
import { readPicturePrompt } from '../../../core/gallery/actions/prompts/picturePrompt';
import { UsedModels, type UsedModel } from '../../../core/gallery/actions/models/usedModels';
import type { GalleryPlace } from '../../../core/gallery/engine';
import type { ImageInfo } from '../../../core/images/info/imageInfo';
import { infotextOf } from '../../../core/images/info/infotext/infotextOf';
import { readImageRecord, type ImageRecord } from '../../../core/images/imageRecord';
import { toProblem } from '../../../core/problem/toProblem';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { GalleryDetail } from '../../../protocol/gallery';
import { isBlurred, levelText } from './cells';
import { modelDetail } from './modelDetail';

/** Formats that every browser shows: `.tif`, say, is none of them. */
const SHOWN = /\.(?:png|jpe?g|jpe|webp|gif|avif|bmp|mp4|webm)$/i;

export interface DetailDeps {
  /** A bit of Civitai's `nsfwLevel`, as the user has it now. */
  readonly blurAbove: () => number;
  /** The address of a file for the page. */
  readonly addressOf: (path: string) => string;
  readonly pathText: (path: string) => string;
  readonly used: UsedModels;
  /** A model of the library. */
  readonly entry: (path: string) => ModelEntry | undefined;
}

/** What a detail pane shows, with the models behind its list of them. */
export interface ShownDetail {
  readonly detail: GalleryDetail;
  readonly models: readonly UsedModel[];
  /** Absolute paths. */
  readonly copies: readonly string[];
  readonly imageId: number | undefined;
}

/** Reads all that is known of one place of a gallery. A picture that cannot be read says why. */
export async function shownDetail(place: GalleryPlace, deps: DetailDeps): Promise<ShownDetail> {
  const { cell, picture, owner, copies } = place;
  const record = cell.kind === 'model' ? undefined : await readImageRecord(cell.path);
  const read = await readInfo(cell.path, cell.kind);
  const card = cell.kind === 'model' && owner ? modelDetail(owner, deps.entry(owner.path)) : undefined;
  const used = read.info ? await deps.used.of(read.info, read.meta, record?.modelVersionIds) : [];
  const models = card ? [card.model] : used;
  const shown = cell.kind === 'model' ? cell.preview : cell.path;
  const problem = cell.problem ?? read.problem;
  const infotext = read.info && (record?.infotext ?? infotextOf(read.info, read.meta)?.text);
  const detail: GalleryDetail = {
    path: cell.path,
    name: card?.model.name ?? basename(cell.path),
    folder: deps.pathText(card ? cell.path : dirname(cell.path)),
    kind: cell.kind,
    ...(shown !== undefined && SHOWN.test(shown) && !cell.isGone && { source: deps.addressOf(shown) }),
    width: cell.width,
    height: cell.height,
    ...(problem !== undefined && { problem }),
    level: levelText(cell),
    blurred: isBlurred(cell, deps.blurAbove()),
    ...textsOf(read.info),
    parameters: card?.parameters ?? parametersOf(read.info, record),
    ...(infotext !== undefined && { infotext }),
    raw: (read.info?.raw ?? []).map(({ source, text }) => ({ source, text })),
    models: models.map(({ name, kind, weight, path, onCivitai }) => ({
      name,
      kind,
      onCivitai,
      ...(weight !== undefined && { weight }),
      ...(path !== undefined && { path }),
    })),
    favourite: picture?.favourite ?? cell.favourite ?? false,
    rating: picture?.rating ?? cell.rating ?? 0,
    tags: [...(picture?.tags ?? owner?.tags ?? [])],
    copies: copies.map(deps.pathText),
    onCivitai: record?.id !== undefined || (cell.kind === 'model' && owner?.modelId !== undefined),
    ...(owner && cell.kind !== 'model' && { exampleOf: { path: owner.path, name: owner.name } }),
  };
  return { detail, models, copies, imageId: record?.id };
}

interface ReadInfo {
  readonly info?: ImageInfo;
  readonly meta?: unknown;
  readonly problem?: string;
}

async function readInfo(path: string, kind: GalleryDetail['kind']): Promise<ReadInfo> {
  if (kind === 'model') return {};
  try {
    return await readPicturePrompt(path);
  } catch (error) {
    const { message, advice } = toProblem(error, basename(path));
    return { problem: `${message} ${advice}` };
  }
}

function textsOf(info: ImageInfo | undefined): Pick<GalleryDetail, 'tool' | 'prompt' | 'negative' | 'seed'> {
  if (!info) return {};
  const { tool, prompt, negative, seed } = info;
  return {
    ...(tool !== null && { tool }),
    ...(prompt !== null && { prompt }),
    ...(negative !== null && { negative }),
    ...(seed !== null && { seed }),
  };
}

/** The further parameters in words, those that matter most first. */
function parametersOf(
  info: ImageInfo | undefined,
  record: ImageRecord | undefined,
): GalleryDetail['parameters'] {
  const rows: readonly (readonly [label: string, value: unknown])[] = [
    [l10n.t('Steps'), info?.steps],
    [l10n.t('Sampler'), info?.sampler],
    [l10n.t('Scheduler'), info?.scheduler],
    [l10n.t('CFG scale'), info?.cfg],
    [l10n.t('Guidance'), info?.guidance],
    [l10n.t('Size'), info?.size],
    [l10n.t('Creator'), record?.username],
    [l10n.t('Made'), record?.createdAt],
  ];
  const known = rows.flatMap(([label, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [{ label, value: String(value) }] : [],
  );
  const named = new Set([
    'Steps',
    'Sampler',
    'Schedule type',
    'CFG scale',
    'Size',
    'Seed',
    'Model',
    'Model hash',
  ]);
  const others = Object.entries(info?.params ?? {}).flatMap(([label, value]) =>
    named.has(label) || (typeof value !== 'string' && typeof value !== 'number')
      ? []
      : [{ label, value: String(value) }],
  );
  return [...known, ...others];
}
