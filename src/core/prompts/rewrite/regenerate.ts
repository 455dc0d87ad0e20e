import { composePrompt } from './compose';
import { fieldsOutcome, type FieldsOutcome } from './fields';
import { filterSet } from '../filter/filterSet';
import { FILTER_GROUPS } from '../filter/filterWords';
import { loraTags } from '../grammar/loraTags';
import type { PromptFields } from '../promptFile';
import type { FolderLora } from '../grammar/folderLora';
import type { PromptRules } from './rules';

/**
 * Makes the prompts of a file anew from `raw_prompt`, for the LoRA of its folder (R8): the LoRA's tag in front, as the
 * prompt writes it or with weight 1, then the other LoRAs; `prompt` filtered by all groups, `prompt_with_clothes` by
 * Sex and Etc. A field that is missing is added.
 * @returns what to call for each file that has a `raw_prompt`
 */
export function regenerate(
  rules: PromptRules,
): (fields: PromptFields, lora: Pick<FolderLora, 'name' | 'aliases'>) => FieldsOutcome {
  const { words, underscoresAsSpaces, trailingComma } = rules;
  const all = filterSet(words, FILTER_GROUPS, underscoresAsSpaces);
  const exceptClothes = filterSet(words, ['sex', 'etc'], underscoresAsSpaces);
  return (fields, lora) => {
    const raw = fields.raw_prompt ?? '';
    const tags = tagsFor(raw, lora);
    return fieldsOutcome(fields, {
      prompt: composePrompt(raw, tags, all, trailingComma),
      prompt_with_clothes: composePrompt(raw, tags, exceptClothes, trailingComma),
      lora: { text: tags.join(', '), removed: [] },
    });
  };
}

/** The folder's LoRA first: of several tags of it the last, as it is written. */
function tagsFor(raw: string, { name, aliases }: Pick<FolderLora, 'name' | 'aliases'>): string[] {
  const names = new Set([name, ...aliases].map(normalizeName));
  const tags = loraTags(raw).filter(({ movable }) => movable);
  const own = tags.filter((tag) => names.has(normalizeName(tag.name)));
  const others = tags.filter((tag) => !own.includes(tag));
  return [own.at(-1)?.tag ?? `<lora:${name}:1>`, ...others.map(({ tag }) => tag)];
}

/** The name of a LoRA for comparisons: kohya and others write `__` and `_` for the same. */
function normalizeName(name: string): string {
  return name.trim().replace(/_{2,}/g, '_');
}
