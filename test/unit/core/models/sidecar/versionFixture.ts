/** The SHA-256 of the file of `version`. */
export const SHA256 = 'a5f58eb1c3'.padEnd(64, '0');

/** A version as Civitai gives it, its file and its model. */
export const version = {
  id: 22,
  modelId: 11,
  name: 'v1',
  baseModel: 'SDXL 1.0',
  description: '<p>Text</p>',
  trainedWords: [' foo ', '', 'bar'],
  nsfwLevel: 4,
  images: [{ url: 'https://image.civitai.com/x.jpeg' }],
  model: { name: 'Foo', type: 'LORA' },
};
export const file = {
  id: 33,
  type: 'Model',
  primary: true,
  name: 'foo.safetensors',
  sizeKB: 10.5,
  downloadUrl: 'https://civitai.com/api/download/models/22',
  hashes: { SHA256: SHA256.toUpperCase(), AutoV2: 'A5F58EB1C3', AutoV3: '0123456789AB' },
};
export const model = { id: 11, tags: ['style'], description: '<p>Model</p>' };
