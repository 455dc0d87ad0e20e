import { composePrompt, type Composed } from './compose';
import { fieldsOutcome, type FieldsOutcome } from './fields';
import { filterSet, type FilterSet } from '../filter/filterSet';
import { FILTER_GROUPS } from '../filter/filterWords';
import { comparedName, loraTags, movableTags } from '../grammar/loraTags';
import type { PromptFields } from '../promptFile';
import type { PromptRules } from './rules';

/**
 * Filters the prompts of a file again, after filter words have changed (R7): `prompt` by all groups,
 * `prompt_with_clothes` by Etc; the LoRA tags of `raw_prompt`, else of `lora`, else its own, go to the front. A field
 * that is not there stays away.
 * @returns what to call for each file
 */
export function refilter(rules: PromptRules): (fields: PromptFields) => FieldsOutcome {
  const { words, underscoresAsSpaces, trailingComma, refilterSource } = rules;
  const all = filterSet(words, FILTER_GROUPS, underscoresAsSpaces);
  const etc = filterSet(words, ['etc'], underscoresAsSpaces);
  return (fields) => {
    const tags = tagsFor(fields, rules.loraTags);
    const source = (prompt: string | undefined) =>
      prompt === undefined || refilterSource === 'existing' ? prompt : (fields.raw_prompt ?? prompt);
    // Where no other field has any, those of the prompt itself are all there are.
    const compose = (prompt: string, set: FilterSet): Composed => {
      const front = tags.length > 0 ? tags : movableTags(prompt);
      const composed = composePrompt(prompt, front, set, trailingComma);
      // Without its item with a colon, `[a:b, <lora:x:1>]` holds its LoRA no more.
      if (movableTags(composed.text).length <= front.length) return composed;
      const again = compose(composed.text, set);
      return { text: again.text, removed: [...composed.removed, ...again.removed] };
    };
    const [prompt, withClothes] = [source(fields.prompt), source(fields.prompt_with_clothes)];
    return fieldsOutcome(fields, {
      ...(prompt !== undefined && { prompt: compose(prompt, all) }),
      ...(withClothes !== undefined && { prompt_with_clothes: compose(withClothes, etc) }),
      ...(fields.lora !== undefined && tags.length > 0 && { lora: { text: tags.join(', '), removed: [] } }),
    });
  };
}

function tagsFor({ raw_prompt = '', lora = '' }: PromptFields, which: PromptRules['loraTags']): string[] {
  const ofRaw = movableTags(raw_prompt);
  const tags = ofRaw.length > 0 ? ofRaw : tagsOfField(lora, raw_prompt);
  return which === 'last' ? tags.slice(-1) : tags;
}

/** The tags of `lora`, but for those that `raw_prompt` has in a place of their own. */
function tagsOfField(lora: string, raw: string): string[] {
  const inPlace = new Set(loraTags(raw).map(({ name }) => comparedName(name)));
  return loraTags(lora).flatMap(({ tag, name, movable }) =>
    movable && !inPlace.has(comparedName(name)) ? [tag] : [],
  );
}
