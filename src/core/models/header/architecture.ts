import { claimOf, narrower, sdxlDescendant, type Claim } from './claims';
import { GENERIC, TENSOR_FAMILIES, TEXT_WIDTHS, UNETS, WIDTHS, type Family } from './families';
import { metadataText } from './metadataText';
import type { TensorForms } from './tensorForms';

type Metadata = Readonly<Record<string, string>>;

/** Who tells the base model. */
export type Witness = 'tensors' | 'trainer' | 'modelspec' | 'gguf';

/** A base model in Civitai's words, and who tells it. */
export interface ToldBaseModel {
  readonly baseModel: string;
  readonly toldBy: Witness;
}

/** Families that the tensors allow, and the base model where a width tells it. */
interface Evidence {
  readonly families: ReadonlySet<Family>;
  readonly baseModel: string | undefined;
  /** A handful of tensors may be an excerpt; a file's worth of them is proof. */
  readonly isProof: boolean;
}

const PROOF_TENSORS = 20;

/**
 * The base model, by weighing the witnesses: what tensors are called and how wide they are, then what the trainer
 * wrote, then the model spec. Trainers leave `sd_v1` where they know nothing better, so that claim never stands against
 * tensors of another architecture.
 * @returns undefined where nothing tells it, or where it is one that Civitai has no name for
 */
export function baseModelOf(metadata: Metadata, tensors: TensorForms): ToldBaseModel | undefined {
  const evidence = evidenceOf(tensors, metadata);
  const trainer = credible(trainerClaim(metadata), evidence);
  const spec = credible(claimOf(metadataText(metadata, 'modelspec.architecture')), evidence);
  const claim = trainer ? narrower(trainer, spec) : spec;
  if (!claim) return byTensors(evidence, metadata);
  const told = (baseModel: string | undefined): ToldBaseModel | undefined =>
    baseModel === undefined ? undefined : { baseModel, toldBy: claim === trainer ? 'trainer' : 'modelspec' };
  const isGeneric = claim.baseModel === GENERIC[claim.family];
  if (isGeneric && claim.family === 'sdxl') {
    const descendant = sdxlDescendant(metadataText(metadata, 'ss_sd_model_name'));
    if (descendant !== undefined) return { baseModel: descendant, toldBy: 'trainer' };
  }
  if (isGeneric && evidence?.baseModel !== undefined && evidence.families.has(claim.family)) {
    return { baseModel: evidence.baseModel, toldBy: 'tensors' };
  }
  return told(claim.baseModel);
}

/** What the trainer wrote: the version of the base model, else its module for this architecture (`networks.lora_wan`). */
function trainerClaim(metadata: Metadata): Claim | undefined {
  const version = claimOf(metadataText(metadata, 'ss_base_model_version'));
  const [, module] =
    /^networks\.(?:lora|loha|lokr|oft)_(\w+)$/.exec(metadataText(metadata, 'ss_network_module') ?? '') ?? [];
  return version ?? claimOf(module);
}

/** A claim that the tensors do not refute. */
function credible(claim: Claim | undefined, evidence: Evidence | undefined): Claim | undefined {
  if (!claim || !evidence || evidence.families.has(claim.family)) return claim;
  // An architecture that we have no tensors of may share those of another.
  if (claim.family === 'other') return claim;
  const isUnet = [...evidence.families].some((family) => UNETS.has(family));
  const isDefault = UNETS.has(claim.family) && !isUnet;
  return evidence.isProof || isDefault ? undefined : claim;
}

function byTensors(evidence: Evidence | undefined, metadata: Metadata): ToldBaseModel | undefined {
  if (!evidence) return undefined;
  const baseModel = evidence.baseModel ?? usualOf(evidence.families, metadata);
  return baseModel === undefined ? undefined : { baseModel, toldBy: 'tensors' };
}

/** The base model of families that cannot be told apart, where all but one of them say their name. */
function usualOf(families: ReadonlySet<Family>, metadata: Metadata): string | undefined {
  const [only] = families;
  if (families.size === 1 && only !== undefined) return GENERIC[only];
  // Trainers name Flux.2, Chroma and HunyuanVideo; Flux.1 was there before they wrote any name.
  if (families.has('flux1') && !families.has('sd3')) return GENERIC.flux1;
  if (families.has('sd1') && families.has('sd2') && !families.has('sdxl')) {
    return metadataText(metadata, 'ss_v2') === 'False' ? GENERIC.sd1 : undefined;
  }
  return undefined;
}

function evidenceOf(tensors: TensorForms, metadata: Metadata): Evidence | undefined {
  let families: ReadonlySet<Family> | undefined;
  const allow = (allowed: readonly Family[]): void => {
    const both = allowed.filter((family) => families?.has(family) ?? true);
    // Two architectures in one file: what was found first stays.
    if (both.length > 0) families = new Set(both);
  };
  const forms = [...tensors.forms.keys()];
  for (const [pattern, allowed] of TENSOR_FAMILIES) {
    if (forms.some((form) => pattern.test(form))) allow(allowed);
  }
  const isUnet = families !== undefined && [...families].every((family) => UNETS.has(family));
  if (isUnet && tensors.firstBlockAttention) allow(['sd1', 'sd2', 'svd']);
  if (isUnet && tensors.deepTransformer) allow(['sdxl', 'kolors', 'playground']);
  if (isUnet && forms.some((form) => form.startsWith('lora_te#_') || form.includes('text_encoder_#')))
    allow(['sdxl', 'playground']);
  if (isUnet) allow(TEXT_WIDTHS[inputWidth(tensors, /attn#[._]to_k/) ?? 0] ?? []);
  if (families?.has('sd2') && metadataText(metadata, 'ss_v2') === 'True') allow(['sd2']);
  if (families?.has('sdxl') && families.size > 1 && tensors.count >= PROOF_TENSORS) allow(['sdxl']);
  const narrow = WIDTHS.map(([pattern, widths]) => widths[inputWidth(tensors, pattern) ?? 0]).find(
    (told) => told !== undefined && families?.has(told[0]),
  );
  if (narrow) allow([narrow[0]]);
  return families && { families, baseModel: narrow?.[1], isProof: tensors.count >= PROOF_TENSORS };
}

/** How wide the input of a tensor is: the last size of a weight, or of the half of a LoRA that takes the input. */
function inputWidth({ forms }: TensorForms, pattern: RegExp): number | undefined {
  for (const [form, shape] of forms) {
    if (!pattern.test(form) || /lora_up|lora_B|lora[._]up|bias|alpha|norm/.test(form)) continue;
    if (shape.length >= 2) return shape[1];
  }
  return undefined;
}
