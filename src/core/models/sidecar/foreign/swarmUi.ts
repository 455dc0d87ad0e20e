import { stemOf } from '../../modelFile';
import { civitaiBaseModel } from '../baseModelNames';
import { notRecognised } from './notices';
import { isSameName } from './siblings';
import type { ForeignFormat } from './types';
import { asObject, asText, asTexts, presentValues } from './values';

/**
 * SwarmUI's `foo.swarm.json`: ModelSpec keys, which the trainer or Civitai filled. Its hash is of the tensors, not of
 * the file, and says nothing here.
 */
export const swarmUi: ForeignFormat = {
  source: 'swarmui',
  suffix: '.swarm.json',
  wholeName: true,
  read(value, { file, model, header: trained }) {
    const header = { ...asObject(value.__metadata__), ...value };
    const isKnown = Object.keys(header).some((key) => key.startsWith('modelspec.') || key === 'trainedWords');
    if (!isKnown) return { notice: notRecognised(file) };
    const title = asText(header['modelspec.title']);
    // What is not titled yet has the title of its file.
    const isGuessed = title !== undefined && isSameName(title, stemOf(model));
    // SwarmUI copies what the trainer wrote into the header, and what Civitai says with a link to it.
    const phrase = asText(header['modelspec.trigger_phrase']);
    const isOwnPhrase =
      phrase !== undefined &&
      phrase !== trained?.triggerPhrase &&
      !/civitai/i.test(asText(header['modelspec.description']) ?? '');
    return {
      metadata: {
        values: presentValues({
          name: isGuessed ? undefined : title,
          trigger_words: asTexts(header.trainedWords) ?? phrases(header['modelspec.trigger_phrase']),
          description: asText(header['modelspec.description']),
          notes: asText(header['modelspec.usage_hint']),
          base_model: civitaiBaseModel(asText(header['modelspec.architecture'])),
          tags:
            asTexts(header['modelspec.tags']) ?? asTexts(asText(header['modelspec.tags'])?.split(/[,;\n]/)),
        }),
        typed: isOwnPhrase ? ['trigger_words', 'notes'] : ['notes'],
      },
    };
  },
};

/** SwarmUI puts `;` between phrases; a comma is part of one. */
function phrases(value: unknown): string[] | undefined {
  return (
    asTexts(value) ??
    asTexts(
      asText(value)
        ?.split(/;|\|\||[\r\n]+/)
        .map((phrase) => phrase.trim().replace(/,$/, '')),
    )
  );
}
