import sharp, { type Sharp } from 'sharp';

/** Pixels that are as hard to pack as those of a photo, the same for the same seed: gradients under some noise. */
export function noisyPixels(seed: number, width: number, height: number): Sharp {
  const pixels = Buffer.allocUnsafe(width * height * 3);
  let state = seed * 7919 + 1;
  let at = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const noise = state >>> 28;
      pixels[at++] = ((x >> 2) & 0xf0) + noise;
      pixels[at++] = (((y * (1 + (seed % 5))) >> 3) & 0xf0) + (noise >> 1);
      pixels[at++] = (((x + y) >> (2 + (seed % 3))) & 0xf0) + (noise >> 2);
    }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}
