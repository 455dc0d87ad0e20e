import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { paintedPng } from '../civitai/pictures';

const SIDE = 512;

/** Adds a training to a workspace: its file, and pictures of a face in several poses with their captions. */
export async function makeTrainingDemo(workspace: string): Promise<void> {
  const folder = path.join(workspace, 'trainings/aria');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(workspace, 'trainings/aria.training.toml'), TRAINING);
  for (const [index, pose] of POSES.entries()) {
    await writeFile(path.join(folder, `aria_${index + 1}.png`), portrait(index));
    await writeFile(path.join(folder, `aria_${index + 1}.txt`), `ohwx_aria, ${pose}\n`);
  }
}

const POSES = [
  'face, looking left', 'face, looking right', 'smiling, garden', 'reading, window', 'red coat, street',
  'blue dress, stage', 'hat, beach', 'umbrella, rain', 'night, lanterns', 'close-up, side',
]; // prettier-ignore

/** A round face somewhere before stripes: no two of them look alike. */
function portrait(index: number): Buffer {
  const centre = { x: SIDE * (0.25 + 0.06 * index), y: SIDE * (0.3 + 0.05 * ((index * 3) % 10)) };
  const radius = SIDE * (0.15 + 0.02 * ((index * 7) % 10));
  const turn = (index * Math.PI) / 10;
  return paintedPng(SIDE, SIDE, (x, y) => {
    const away = Math.hypot(x - centre.x, y - centre.y) / radius;
    if (away < 1) return [250, 215 - 40 * away, 190 - 60 * away];
    const wave = Math.sin((x * Math.cos(turn) + y * Math.sin(turn)) / (14 + index * 3));
    return wave > 0 ? [40 + index * 20, 90, 200 - index * 15] : [20, 40 + index * 12, 60];
  });
}

const TRAINING = `# A character LoRA for Stable Diffusion 1.5. Hover over a name for what it means; press Ctrl+Space for more.
name = "aria"
trigger = "ohwx_aria"
character = "aria"
class = "woman"
family = "sd15"
base_model = "../models/checkpoints/mystery_merge.safetensors"
pictures = "aria"
repeats = 2

resolution = 512
dim = 16
alpha = 8
unet_only = true
steps = 120
learning_rate = 1e-4

[save]
every_steps = 40
state = true

[samples]
prompts = ["ohwx_aria, portrait", "a portrait"]
every_steps = 40
`;
