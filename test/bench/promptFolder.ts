import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilterWords } from '../../src/core/prompts/filter/filterWords';

const FOLDERS = 100;
const TOKENS_A_PROMPT = 40;
/** Words of six letters, or of two words. */
const VOCABULARY = Array.from({ length: 2_000 }, (_, index) =>
  index % 3 === 0 ? `${word(index * 7 + 3)} ${word(index)}` : word(index),
);

function word(index: number): string {
  const syllables = ['ka', 'lo', 'mi', 'ta', 're', 'su', 've', 'or', 'in', 'da', 'hi', 'po', 'ne'];
  const at = (digit: number) => syllables[Math.floor(index / 13 ** digit) % 13] ?? '';
  return at(0) + at(1) + at(2);
}

/** In every prompt. */
export const EVERYWHERE = 'best quality';

/** Each of them is in about one of sixty prompts. */
export function someWords(count: number): string[] {
  return VOCABULARY.slice(0, count);
}

/** 300 words that no prompt has any more, as after an earlier run, and new ones. */
export function filterWords(added: readonly string[]): FilterWords {
  const words = (group: string) => Array.from({ length: 100 }, (_, index) => `${group} word ${index}`);
  return { sex: words('sex'), clothes: words('clothes'), etc: [...words('etc'), ...added] };
}

/**
 * Writes prompt files as generators of pictures do: 1.5 KB, about 40 tokens and three LoRAs a prompt, of which an
 * earlier run took some tokens out of `prompt`.
 */
export function writePrompts(root: string, files: number): void {
  let seed = 42;
  // The generator of Numerical Recipes: the same files every time.
  const random = (below: number) => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const token = () => VOCABULARY[random(VOCABULARY.length)] ?? '';
  mkdirSync(root);
  for (let index = 0; index < files; index++) {
    const folder = join(root, `folder ${index % FOLDERS}`);
    if (index < FOLDERS) mkdirSync(folder);
    const tags = [1, 0.8, 0.65].map((weight) => `<lora:${token().replace(' ', '_')}:${weight}>`);
    const tokens = Array.from({ length: TOKENS_A_PROMPT }, () =>
      random(12) === 0 ? `(${token()}:1.2)` : token(),
    );
    tokens[TOKENS_A_PROMPT / 2] = EVERYWHERE;
    const file = {
      raw_prompt: [...tokens, tags.join(' ')].join(', '),
      prompt: [...tags, ...tokens.slice(5)].join(', '),
      prompt_with_clothes: [...tags, ...tokens.slice(2)].join(', '),
      lora: tags.join(', '),
      seed: 1_000_000_000 + random(2 ** 31),
      size: '832x1216',
      sampler: 'DPM++ 2M Karras',
      steps: 28,
      cfg_scale: 7,
    };
    writeFileSync(join(folder, `${String(index).padStart(6, '0')}.txt`), JSON.stringify(file, null, 2));
  }
}
