import * as l10n from '@vscode/l10n';
import { isHtml } from '../../../text/htmlWords';
import { civitaiBaseModel } from '../baseModelNames';
import type { EditableField } from '../fields';
import { present } from '../present';
import { notRecognised, ofOneOfTwo } from './notices';
import type { ForeignFormat } from './types';
import { asId, asObject, asSha256, asText, asTexts, asWeight, presentValues } from './values';

/** What the Civitai extension for A1111 writes for every model: not the user's choice. */
const DEFAULT_WEIGHT = 0.8;

/** Keys that only this kind of file has. */
const OWN_KEYS = ['activation text', 'sd version', 'preferred weight', 'negative text', 'vae', 'sha256'];
/** All that A1111's editor of embeddings writes. */
const PLAIN_KEYS: ReadonlySet<string> = new Set(['description', 'notes', 'extensions']);

/** A1111's user metadata `foo.json`, also as the Browser+ family extends it. SD.Next puts Civitai's model there. */
export const a1111: ForeignFormat = {
  source: 'a1111',
  suffix: '.json',
  wholeName: true,
  read(value, { file, rival }) {
    if (Array.isArray(value.modelVersions)) {
      return { notice: l10n.t("{0} was not taken: it is SD.Next's copy of a page of Civitai.", file) };
    }
    const keys = Object.keys(value);
    const isPlain = keys.length > 0 && keys.every((key) => PLAIN_KEYS.has(key));
    if (!isPlain && !OWN_KEYS.some((key) => Object.hasOwn(value, key)))
      return { notice: notRecognised(file) };
    const identity = present({
      modelId: asId(value.modelId),
      versionId: asId(value.modelVersionId),
      sha256: asSha256(value.sha256),
    });
    const isDoubtful = rival !== undefined && identity.versionId !== undefined;
    // Browser+ has downloaded it with the ids, and Civitai Helper with a mark of its own.
    const isDownloaded = identity.modelId !== undefined || 'sd_civitai_helper' in asObject(value.extensions);
    const text = asText(value.notes);
    // Civitai Helper puts Civitai's text of the version into the notes, as HTML.
    const notes = isDownloaded && isHtml(text ?? '') ? undefined : text;
    const weight = asWeight(value['preferred weight']);
    const negative = asText(value['negative text']);
    const isDefault = weight === DEFAULT_WEIGHT && notes === undefined && negative === undefined;
    const typed: EditableField[] = ['trigger_words', 'notes', 'preferred_weight', 'negative_prompt'];
    if (!isDownloaded) typed.push('description');
    return {
      metadata: {
        ...(!isDoubtful && { identity }),
        values: presentValues({
          trigger_words: activationTexts(value['activation text']),
          description: asText(value.description),
          notes,
          base_model: civitaiBaseModel(asText(value['sd version'])),
          preferred_weight: isDefault ? undefined : weight,
          negative_prompt: negative,
        }),
        typed,
      },
      ...(isDoubtful && { notice: ofOneOfTwo(file, rival) }),
    };
  },
};

/** One text: groups of words between `||` or on lines of their own, or one group. Others write a list. */
function activationTexts(value: unknown): string[] | undefined {
  const list = asTexts(value);
  if (list) return list;
  const groups = (asText(value) ?? '')
    .split(/\|\||[\r\n]+/)
    .map((group) => group.trim().replace(/,$/, '').trim())
    .filter((group) => group !== '');
  return groups.length > 0 ? groups : undefined;
}
