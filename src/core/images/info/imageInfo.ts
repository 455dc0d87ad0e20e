import type { PictureText } from '../../media/text/pictureTexts';
import { FoundTexts, placeOf } from './foundTexts';
import type { Reading, UsedLora } from './generation';
import { jsonValue } from './infotext/settingsLine';
import { civitaiReading } from './tools/civitai';
import { comfyUiReadings } from './tools/comfyUi';
import { drawThingsReading } from './tools/drawThings';
import { easyDiffusionReading } from './tools/easyDiffusion';
import { fooocusReading } from './tools/fooocus';
import { infotextPictureReading } from './tools/infotexts';
import { invokeAiReading } from './tools/invokeAi';
import { novelAiReading } from './tools/novelAi';
import { plainJsonReading, stabilityMatrixReading, tensorArtReading } from './tools/services';
import { swarmUiReading } from './tools/swarmUi';
import { mergeLoras } from './usedLoras';

const FIELDS = ['tool', 'prompt', 'negative', 'seed', 'steps', 'sampler', 'scheduler', 'cfg', 'guidance', 'size', 'model', 'modelHash'] as const; // prettier-ignore
type Field = (typeof FIELDS)[number];

/** What a picture was made with: null is what nothing tells. */
export type ImageInfo = { readonly [F in Field]: NonNullable<Reading[F]> | null } & {
  readonly loras: readonly UsedLora[];
  /** Where each value comes from. */
  readonly sources: Readonly<Partial<Record<Field | 'loras', string>>>;
  /** The settings of an infotext; JSON in them is read. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The texts of the picture, where no prompt was found in them. */
  readonly raw: readonly { readonly source: string; readonly text: string }[];
  /** Whether a text was left out, since it would fill the memory. */
  readonly tooLarge: boolean;
};

type Reader = (texts: FoundTexts) => Reading | undefined;

/** Programs that say all in a place of their own; what else stands there repeats it in another form. */
const WHOLE: readonly Reader[] = [swarmUiReading, invokeAiReading, novelAiReading, fooocusReading, drawThingsReading, easyDiffusionReading]; // prettier-ignore

/** Tags of cameras and editors, which say nothing of how a picture was generated. */
const NOT_SHOWN = /^(?:Make|Model|Software|Artist|Copyright|0x.*|xmp.*|xap.*|tiff:.*|photoshop:.*|exif:(?!UserComment).*|Title|Source|date:.*|Creation Time)$/i; // prettier-ignore
const MAX_RAW = 64 * 1024;
const MAX_RAW_TEXTS = 8;

/** The readings of a picture’s texts: what comes first counts. */
export function readingsOf(texts: readonly PictureText[]): readonly Reading[] {
  const found = new FoundTexts(texts);
  for (const reader of WHOLE) {
    const reading = reader(found);
    if (reading) return [reading];
  }
  const readings = [
    tensorArtReading(found),
    stabilityMatrixReading(found),
    civitaiReading(found),
    ...comfyUiReadings(found),
    infotextPictureReading(found),
  ].filter((reading) => reading !== undefined);
  const plain = readings.some(({ prompt }) => prompt !== undefined) ? undefined : plainJsonReading(found);
  return plain ? [...readings, plain] : readings;
}

/** Joins readings field by field, and keeps the texts where they do not tell the prompt. */
export function imageInfo(
  readings: readonly Reading[],
  texts: readonly PictureText[],
  tooLarge = false,
): ImageInfo {
  const sources: Partial<Record<Field | 'loras', string>> = {};
  const values: Partial<Record<Field, unknown>> = {};
  for (const field of FIELDS) {
    const reading = readings.find((candidate) => candidate[field] !== undefined);
    values[field] = reading?.[field] ?? null;
    if (reading) sources[field] = reading.source;
  }
  const loras = mergeLoras(readings.flatMap((reading) => reading.loras ?? []));
  const withLoras = readings.filter((reading) => (reading.loras ?? []).length > 0);
  if (withLoras.length > 0) sources.loras = [...new Set(withLoras.map(({ source }) => source))].join(', ');
  const params = readings.find((reading) => reading.params)?.params ?? new Map<string, string>();
  return {
    ...(values as { [F in Field]: NonNullable<Reading[F]> | null }),
    loras,
    sources,
    params: Object.fromEntries([...params].map(([key, value]) => [key, jsonValue(value) ?? value])),
    raw: values.prompt === null ? rawTexts(texts) : [],
    tooLarge,
  };
}

function rawTexts(texts: readonly PictureText[]): ImageInfo['raw'] {
  return texts
    .filter(({ key, text }) => !NOT_SHOWN.test(key) && text.trim() !== '')
    .slice(0, MAX_RAW_TEXTS)
    .map((text) => ({ source: placeOf(text), text: text.text.slice(0, MAX_RAW) }));
}
