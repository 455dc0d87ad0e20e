/** The kinds of base models that a LoRA can be trained for, each by a script of its own. */
export const FAMILIES = ['sd15', 'sdxl', 'flux', 'sd3', 'lumina', 'hunyuan_image', 'anima'] as const;
export type Family = (typeof FAMILIES)[number];

/** What the trainer of a family asks for. */
export interface FamilyFacts {
  readonly script: string;
  /** The usual network module, and the others that its trainer can work with. */
  readonly networkModule: string;
  readonly otherModules: readonly string[];
  /** What the sides of buckets must be a multiple of. */
  readonly bucketStep: number;
  /** Files beside the base model without which it does not start. */
  readonly components: readonly string[];
  /** Whether the noise is removed along a straight line (flow matching): options of the older noise do nothing. */
  readonly flow: boolean;
  /** The side of the pictures that the base model was trained with. */
  readonly resolution: number;
}

const UNET_MODULES = ['networks.lora_fa', 'networks.dylora', 'networks.oft'];

export const FAMILY_FACTS: Readonly<Record<Family, FamilyFacts>> = {
  sd15: {
    script: 'train_network.py',
    networkModule: 'networks.lora',
    otherModules: UNET_MODULES,
    bucketStep: 64,
    components: [],
    flow: false,
    resolution: 512,
  },
  sdxl: {
    script: 'sdxl_train_network.py',
    networkModule: 'networks.lora',
    otherModules: UNET_MODULES,
    bucketStep: 32,
    components: [],
    flow: false,
    resolution: 1024,
  },
  flux: {
    script: 'flux_train_network.py',
    networkModule: 'networks.lora_flux',
    otherModules: ['networks.oft_flux'],
    // Its own check asks for 32, but the one of train_network.py, which is called first, for 64. Lumina alike.
    bucketStep: 64,
    components: ['clip_l', 't5xxl', 'ae'],
    flow: true,
    resolution: 1024,
  },
  sd3: {
    script: 'sd3_train_network.py',
    networkModule: 'networks.lora_sd3',
    otherModules: [],
    bucketStep: 32,
    components: [],
    flow: true,
    resolution: 1024,
  },
  lumina: {
    script: 'lumina_train_network.py',
    networkModule: 'networks.lora_lumina',
    otherModules: [],
    bucketStep: 64,
    components: ['gemma2', 'ae'],
    flow: true,
    resolution: 1024,
  },
  hunyuan_image: {
    script: 'hunyuan_image_train_network.py',
    networkModule: 'networks.lora_hunyuan_image',
    otherModules: [],
    bucketStep: 64,
    components: ['text_encoder', 'byt5', 'vae'],
    flow: true,
    resolution: 2048,
  },
  anima: {
    script: 'anima_train_network.py',
    networkModule: 'networks.lora_anima',
    otherModules: [],
    bucketStep: 16,
    components: ['qwen3', 'vae'],
    flow: true,
    resolution: 1024,
  },
};

/** Every option that names a file beside the base model. */
export const COMPONENTS = [
  'ae', 'byt5', 'clip_g', 'clip_l', 'gemma2', 'llm_adapter_path', 'qwen3', 't5xxl', 'text_encoder', 'vae',
] as const; // prettier-ignore
