import { parseReference } from '../../../civitai/reference';
import { stemOf } from '../../modelFile';
import { civitaiBaseModel } from '../baseModelNames';
import type { EditableField } from '../fields';
import { present } from '../present';
import { notRecognised, ofOneOfTwo } from './notices';
import { isSameName } from './siblings';
import type { ForeignFormat, ForeignIdentity } from './types';
import { asObject, asPhrases, asTags, asText, asWeight, presentValues } from './values';

/** Keys that tell it is SwarmUI's where none has a prefix. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  'trainedWords',
  'trigger_phrase',
  'usage_hint',
  'standard_width',
]);

/** The base models that its downloader puts into the hint. */
const HINTED: ReadonlySet<string | undefined> = new Set(['Illustrious', 'Pony']);

/**
 * SwarmUI's `foo.swarm.json`: ModelSpec keys, which the trainer, the user or its downloader filled; its older versions
 * wrote them without their prefix. Its hash is of the tensors, not of the file, and says nothing here.
 */
export const swarmUi: ForeignFormat = {
  source: 'swarmui',
  suffix: '.swarm.json',
  wholeName: true,
  read(value, { file, model, header: trained, rival }) {
    const header = { ...asObject(value.__metadata__), ...value };
    const isKnown = Object.keys(header).some((key) => key.startsWith('modelspec.') || OWN_KEYS.has(key));
    if (!isKnown) return { notice: notRecognised(file) };
    const spec = (key: string): unknown => header[`modelspec.${key}`] ?? header[key];
    const title = asText(spec('title'));
    // What is not titled yet has the title of its file.
    const isGuessed = title !== undefined && isSameName(title, stemOf(model));
    const description = asText(spec('description'));
    const isDownloaded = /civitai/i.test(description ?? '');
    const linked = isDownloaded ? linkedVersion(description ?? '') : undefined;
    // Its downloader puts the creator's name there, which is the trainer's own otherwise.
    const identity = linked && present({ ...linked, creator: asText(spec('author')) });
    const isDoubtful = rival !== undefined && identity?.versionId !== undefined;
    // SwarmUI copies what the trainer wrote into the header, and what Civitai says with a link to it.
    const phrase = asText(spec('trigger_phrase'));
    const isOwnPhrase = phrase !== undefined && phrase !== trained?.triggerPhrase && !isDownloaded;
    // Its downloader puts Civitai's base model into the hint, which is the user's otherwise.
    const hint = asText(spec('usage_hint'));
    const hinted = isDownloaded && HINTED.has(hint) ? hint : undefined;
    const typed: EditableField[] = ['notes', 'preferred_weight'];
    return {
      metadata: {
        ...(identity && !isDoubtful && { identity }),
        values: presentValues({
          name: isGuessed ? undefined : title,
          trigger_words: asPhrases(header.trainedWords) ?? asPhrases(spec('trigger_phrase')),
          description,
          notes: hinted === undefined ? hint : undefined,
          base_model: hinted ?? civitaiBaseModel(asText(spec('architecture'))),
          preferred_weight: asWeight(spec('lora_default_weight')),
          tags: asTags(spec('tags')),
        }),
        typed: isOwnPhrase ? ['trigger_words', ...typed] : typed,
      },
      ...(isDoubtful && { notice: ofOneOfTwo(file, rival) }),
    };
  },
};

/** The version that a description of SwarmUI's downloader begins with: `From <a href="…">`. */
function linkedVersion(description: string): ForeignIdentity | undefined {
  const [, address = ''] = /^\s*From <a href="([^"]+)"/.exec(description) ?? [];
  const { modelId, versionId } = parseReference(address) ?? {};
  return modelId === undefined || versionId === undefined ? undefined : { modelId, versionId };
}
