import { composePrompt } from './compose';
import { fieldsOutcome, type FieldsOutcome } from './fields';
import { filterSet } from '../filter/filterSet';
import { FILTER_GROUPS } from '../filter/filterWords';
import { comparedName, loraTags, movableTags, type LoraTag } from '../grammar/loraTags';
import type { PromptFields } from '../promptFile';
import type { FolderLora } from '../grammar/folderLora';
import type { PromptRules } from './rules';

/**
 * Makes the prompts of a file from `raw_prompt`, for the LoRA of its folder (R8): the LoRA's tag in front, as the
 * prompt writes it or with weight 1, then the other LoRAs; `prompt` filtered by all groups, `prompt_with_clothes` by
 * Sex and Etc. A field that is missing is added.
 * @returns what to call for each file that has a `raw_prompt`; without a LoRA, those of the prompt go to the front
 */
export function regenerate(
  rules: PromptRules,
): (fields: PromptFields, lora: Pick<FolderLora, 'name' | 'aliases'> | undefined) => FieldsOutcome {
  const { words, underscoresAsSpaces, trailingComma } = rules;
  const all = filterSet(words, FILTER_GROUPS, underscoresAsSpaces);
  const exceptClothes = filterSet(words, ['sex', 'etc'], underscoresAsSpaces);
  return (fields, lora) => {
    const raw = fields.raw_prompt ?? '';
    const tags = lora ? tagsFor(raw, lora) : movableTags(raw);
    return fieldsOutcome(fields, {
      prompt: composePrompt(raw, tags, all, trailingComma),
      prompt_with_clothes: composePrompt(raw, tags, exceptClothes, trailingComma),
      lora: { text: tags.join(', '), removed: [] },
    });
  };
}

/**
 * The folder's LoRA first: of several tags of it the last, as it is written. Where only such tags of it are there that
 * stay in their place, none is put in front.
 */
function tagsFor(raw: string, { name, aliases }: Pick<FolderLora, 'name' | 'aliases'>): string[] {
  const names = new Set([name, ...aliases].map(comparedName));
  const [own, others] = [[] as LoraTag[], [] as LoraTag[]];
  for (const tag of loraTags(raw)) (names.has(comparedName(tag.name)) ? own : others).push(tag);
  const last = own.findLast(({ movable }) => movable)?.tag;
  const first = own.length === 0 ? `<lora:${name}:1>` : last;
  const rest = others.flatMap(({ tag, movable }) => (movable ? [tag] : []));
  return first === undefined ? rest : [first, ...rest];
}
