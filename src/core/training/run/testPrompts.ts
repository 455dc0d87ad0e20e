import { basename } from 'node:path';
import type { TrainingFile } from '../job/trainingFile';
import type { SamplePrompt } from './samples';

/** Scenes that show whether a character holds away from the pictures it was trained on. */
const SCENES = [
  'portrait, looking at viewer',
  'full body, standing in a street, daylight',
  'from behind, walking in a forest',
  'sitting in a cafe, holding a cup',
  'close-up, laughing, studio light',
  'in winter clothes, snow',
];

/**
 * Prompts to try a LoRA with, one a line, as A1111's “Prompts from file” reads them: the samples of its training, then
 * scenes of their own, and one without the LoRA and its trigger to compare with.
 * @param lora where it is, absolute
 */
export function testPromptsText(
  { trigger, class: kind, weight }: TrainingFile,
  prompts: readonly SamplePrompt[],
  lora: string,
): string {
  const tag = `<lora:${basename(lora).replace(/\.safetensors$/i, '')}:${weight ?? 0.8}>`;
  const named = [trigger, kind].map((word) => word?.trim() ?? '').filter((word) => word !== '');
  const scenes = SCENES.map((scene) => [...named, scene].join(', '));
  const samples = prompts.map(({ text }) => text.replace(/\s--n\s.*$/, ''));
  const without = [kind?.trim() ?? '', SCENES[0] ?? ''].filter((word) => word !== '').join(', ');
  return `${[...[...samples, ...scenes].map((prompt) => `${tag} ${prompt}`), without].join('\n')}\n`;
}
