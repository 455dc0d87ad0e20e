import type { Family } from '../../../core/training/options/families';

/** The families of base models as their makers call them. */
export const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  sd15: 'Stable Diffusion 1.5',
  sdxl: 'SDXL',
  flux: 'Flux',
  sd3: 'Stable Diffusion 3',
  lumina: 'Lumina',
  hunyuan_image: 'HunyuanImage',
  anima: 'Anima',
};
