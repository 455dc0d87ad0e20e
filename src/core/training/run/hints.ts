import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { TrainingFile } from '../job/trainingFile';
import { FAMILY_FACTS, type Family } from '../options/families';

/** Where to start with a finished LoRA. */
export interface Hint {
  readonly label: string;
  readonly value: string;
  /** What is copied: without the words around it. */
  readonly copy: string;
}

/**
 * Sampler, steps and guidance of the first picture. SD 1.5 and SDXL: what their users begin with in A1111 and ComfyUI.
 * The others: the examples of their authors, as `docs/*_train_network.md` and the `*_minimal_inference.py` of sd-scripts
 * have them.
 */
const FIRST: Readonly<Record<Family, readonly [sampler: string, steps: string, guidance: string]>> = {
  sd15: ['DPM++ 2M Karras', '28–40', 'CFG 4–6'],
  sdxl: ['DPM++ 2M Karras', '28–40', 'CFG 4–6'],
  flux: ['Euler', '20–30', 'CFG 1, guidance 3.5'],
  sd3: ['Euler', '28–50', 'CFG 4–5'],
  lumina: ['Euler', '36–50', 'CFG 4'],
  hunyuan_image: ['Euler', '50', 'CFG 3.5'],
  anima: ['Euler', '30–50', 'CFG 3.5–5'],
};

/** The weight to begin with where the training file names none. */
const USUAL_WEIGHT = '0.7–0.85';

/**
 * Starting points for the first pictures with a LoRA.
 * @param lora where it is, absolute
 */
export function hintsFor({ family, trigger, weight }: TrainingFile, lora: string): Hint[] {
  const [sampler, steps, guidance] = FIRST[family];
  const name = basename(lora).replace(/\.safetensors$/i, '');
  const hint = (label: string, value: string, copy = value): Hint => ({ label, value, copy });
  const trained = trigger?.trim() ?? '';
  return [
    ...(trained === '' ? [] : [hint(l10n.t('Trigger words'), trained)]),
    hint(l10n.t('Weight'), weight === undefined ? USUAL_WEIGHT : String(weight), String(weight ?? 0.8)),
    hint(l10n.t('LoRA tag'), `<lora:${name}:${weight ?? 0.8}>`),
    hint(l10n.t('File (Easy Diffusion names it so)'), name),
    hint(l10n.t('Sampler'), sampler),
    hint(l10n.t('Steps'), steps, steps.split('–')[0]),
    hint(l10n.t('Guidance'), guidance),
    hint(l10n.t('Size'), `${FAMILY_FACTS[family].resolution} × ${FAMILY_FACTS[family].resolution}`),
  ];
}
