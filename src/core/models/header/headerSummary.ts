import type { HeaderSummary } from './summary';
import { baseModelOf } from './architecture';
import { metadataText } from './metadataText';
import { modelTypeOf } from './modelType';
import { outputName as outputNameOf } from './outputName';
import { NO_TENSORS, type TensorForms } from './tensorForms';

/** Longest title that is kept; a header must not fill the library. */
const MAX_TITLE = 200;
const MAX_TRIGGER_PHRASE = 2000;
const SHA256 = /^[0-9a-f]{64}$/;
/** Of nothing at all: what kohya wrote for files it could not hash. */
const UNUSABLE = /^(?:e3b0c442|0{64})/;

/** The little that the library keeps of a header. What the header does not tell is absent. */
export function headerSummary(header: {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors?: TensorForms;
}): HeaderSummary {
  const { metadata, tensors = NO_TENSORS } = header;
  const autov3 = autov3Of(metadataText(metadata, 'sshs_model_hash'));
  const told = baseModelOf(metadata, tensors);
  const type = modelTypeOf(metadata, tensors);
  const outputName = outputNameOf(metadata);
  const title = metadataText(metadata, 'modelspec.title') ?? outputName;
  const triggerPhrase = metadataText(metadata, 'modelspec.trigger_phrase');
  return {
    ...(autov3 !== undefined && { autov3 }),
    ...told,
    ...(type !== undefined && { type }),
    ...(title !== undefined && { title: title.slice(0, MAX_TITLE) }),
    ...(outputName !== undefined && { outputName: outputName.slice(0, MAX_TITLE) }),
    ...(triggerPhrase !== undefined && { triggerPhrase: triggerPhrase.slice(0, MAX_TRIGGER_PHRASE) }),
  };
}

/** kohya's hash of the tensors begins with the AutoV3; its stale variants with `0x` do not. */
function autov3Of(modelHash: string | undefined): string | undefined {
  const hash = modelHash?.toLowerCase();
  return hash !== undefined && SHA256.test(hash) && !UNUSABLE.test(hash) ? hash.slice(0, 12) : undefined;
}
