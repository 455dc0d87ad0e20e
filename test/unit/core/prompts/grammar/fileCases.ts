import type { PromptFields } from '../../../../../src/core/prompts/promptFile';
import type { FolderLora } from '../../../../../src/core/prompts/grammar/folderLora';
import type { PromptRules } from '../../../../../src/core/prompts/rewrite/rules';

/** Takes `smile` as Sex, `hat` as Clothes, `watermark` as Etc. */
export const RULES: PromptRules = {
  words: { sex: ['smile'], clothes: ['hat'], etc: ['watermark'] },
  trailingComma: 'preserve',
  loraTags: 'all',
  refilterSource: 'existing',
  underscoresAsSpaces: true,
};

/** The fields of a file, and those that change. */
export interface FileCase {
  readonly name: string;
  readonly rules?: Partial<PromptRules>;
  readonly fields: PromptFields;
  readonly changes: PromptFields;
}

export const REFILTER_CASES: readonly FileCase[] = [
  {
    name: 'prompt loses the words of all groups, prompt_with_clothes those of Etc',
    fields: { prompt: 'cat, smile, hat, watermark', prompt_with_clothes: 'cat, smile, hat, watermark' },
    changes: { prompt: 'cat', prompt_with_clothes: 'cat, smile, hat' },
  },
  {
    name: 'raw_prompt is never changed',
    fields: { raw_prompt: 'cat, smile, hat, watermark', prompt: 'cat' },
    changes: {},
  },
  {
    name: 'nothing changes where nothing matches',
    fields: { raw_prompt: 'x', prompt: ' cat,, dog , ', prompt_with_clothes: '(hat:1.10)', lora: '' },
    changes: {},
  },
  {
    name: 'the tag of raw_prompt goes to the front of both, and into lora',
    fields: { raw_prompt: 'cat, <lora:x:0.8>', prompt: 'cat', prompt_with_clothes: 'cat, hat', lora: '' },
    changes: {
      prompt: '<lora:x:0.8>, cat',
      prompt_with_clothes: '<lora:x:0.8>, cat, hat',
      lora: '<lora:x:0.8>',
    },
  },
  {
    name: 'fields that are not there stay away',
    fields: { raw_prompt: '<lora:x:1>, cat', prompt: 'cat' },
    changes: { prompt: '<lora:x:1>, cat' },
  },
  {
    name: 'a file of raw_prompt only is not changed',
    fields: { raw_prompt: 'cat <lora:x:1>, smile' },
    changes: {},
  },
  {
    name: 'where no other field has a tag, those of each prompt stay in it',
    fields: { raw_prompt: 'cat', prompt: 'cat, <lora:y:1>, hat', prompt_with_clothes: '<lora:z:1>, hat' },
    changes: { prompt: '<lora:y:1>, cat' },
  },
  {
    name: 'the tags of raw_prompt take the place of those of the prompt',
    fields: { raw_prompt: '<lora:x:1>', prompt: 'cat, <lora:y:1>, dog', lora: '<lora:y:1>' },
    changes: { prompt: '<lora:x:1>, cat, dog', lora: '<lora:x:1>' },
  },
  {
    name: 'without tags in raw_prompt those of lora count',
    fields: { raw_prompt: 'cat', prompt: 'cat, <lora:y:1>', lora: '<lora:x:0.7>' },
    changes: { prompt: '<lora:x:0.7>, cat' },
  },
  {
    name: 'without raw_prompt the tags of lora count',
    fields: { prompt: 'cat, smile', lora: '<lora:x:0.7>' },
    changes: { prompt: '<lora:x:0.7>, cat' },
  },
  {
    name: 'several tags keep their order',
    fields: { raw_prompt: 'a <lora:y:1>, <lora:x:1>', prompt: 'cat', lora: '' },
    changes: { prompt: '<lora:y:1>, <lora:x:1>, cat', lora: '<lora:y:1>, <lora:x:1>' },
  },
  {
    name: 'the last tag only, where the setting says so',
    rules: { loraTags: 'last' },
    fields: { raw_prompt: '<lora:y:1>, <lora:x:1>', prompt: '<lora:y:1>, cat', lora: '' },
    changes: { prompt: '<lora:x:1>, cat', lora: '<lora:x:1>' },
  },
  {
    name: 'lora becomes the tags alone',
    fields: { raw_prompt: '', prompt: '<lora:x:1>, cat', lora: 'mine: <lora:x:1>' },
    changes: { lora: '<lora:x:1>' },
  },
  {
    name: 'lora stays as it is where there is no tag',
    fields: { raw_prompt: 'cat', prompt: 'cat, smile', lora: 'none' },
    changes: { prompt: 'cat' },
  },
  {
    name: 'other kinds of tags stay in the prompt',
    fields: { raw_prompt: '<lora:x:1>', prompt: '<lyco:y:1>, smile', lora: '<lora:x:1>' },
    changes: { prompt: '<lora:x:1>, <lyco:y:1>' },
  },
  {
    name: 'a tag of a schedule stays in the prompt and is no tag of the file',
    fields: { raw_prompt: '[a:<lora:y:1>:0.5]', prompt: '[smile:<lora:y:1>:0.5]', lora: '<lora:x:1>' },
    changes: { prompt: '<lora:x:1>, [:<lora:y:1>:0.5]' },
  },
  {
    name: 'a tag of lora that stands in its place in raw_prompt is not put in front',
    fields: { raw_prompt: '[<lora:x:1>:0.5]', prompt: '[<lora:x:1>:0.5], smile', lora: '<lora:dir/x:1>' },
    changes: { prompt: '[<lora:x:1>:0.5]' },
  },
  {
    name: 'a tag whose bracket lost its colon goes to the front at once',
    fields: { prompt: '([smile:1.2, cat, (<lora:x:1>)])' },
    changes: { prompt: '<lora:x:1>, ([cat])' },
  },
  {
    name: 'a comma is not put behind the weight of all of it, nor into a comment',
    rules: { trailingComma: 'always' },
    fields: { prompt: 'cat, smile :1.2', prompt_with_clothes: 'cat # note' },
    changes: { prompt: 'cat :1.2', prompt_with_clothes: 'cat, # note' },
  },
  {
    name: 'a comma is not taken where a number would become the weight of all of it',
    rules: { trailingComma: 'never' },
    fields: { prompt: 'cat:1.2, smile', prompt_with_clothes: 'cat, # a, b' },
    changes: { prompt: 'cat:1.2,', prompt_with_clothes: 'cat # a, b' },
  },
  {
    name: 'a comma is taken from behind a comment, too',
    rules: { trailingComma: 'never' },
    fields: { prompt: 'cat # a, b\n, ' },
    changes: { prompt: 'cat # a, b\n' },
  },
  {
    name: 'a prompt of filter words becomes empty',
    fields: { prompt: 'smile, hat', prompt_with_clothes: 'watermark,' },
    changes: { prompt: '', prompt_with_clothes: '' },
  },
  {
    name: 'a prompt of filter words becomes the tag without a comma',
    fields: { raw_prompt: '<lora:x:1>', prompt: 'smile, hat,' },
    changes: { prompt: '<lora:x:1>' },
  },
  {
    name: 'a trailing comma stays',
    fields: { prompt: 'cat, smile,', prompt_with_clothes: 'cat, watermark' },
    changes: { prompt: 'cat,', prompt_with_clothes: 'cat' },
  },
  {
    name: 'a trailing comma is put, where the setting says so',
    rules: { trailingComma: 'always' },
    fields: { prompt: 'cat, smile', prompt_with_clothes: 'cat, watermark,' },
    changes: { prompt: 'cat,', prompt_with_clothes: 'cat,' },
  },
  {
    name: 'a trailing comma is taken, where the setting says so',
    rules: { trailingComma: 'never' },
    fields: { prompt: 'cat, smile,', prompt_with_clothes: 'cat, watermark' },
    changes: { prompt: 'cat', prompt_with_clothes: 'cat' },
  },
  {
    name: 'the prompts are made of raw_prompt, where the setting says so',
    rules: { refilterSource: 'raw' },
    fields: { raw_prompt: 'dog, smile, hat, <lora:x:1>', prompt: 'cat', prompt_with_clothes: 'cat' },
    changes: { prompt: '<lora:x:1>, dog', prompt_with_clothes: '<lora:x:1>, dog, smile, hat' },
  },
  {
    name: 'underscores are blanks',
    rules: { words: { sex: ['long hair'], clothes: [], etc: [] } },
    fields: { prompt: 'cat, long_hair, long hair' },
    changes: { prompt: 'cat' },
  },
  {
    name: 'underscores are letters, where the setting says so',
    rules: { words: { sex: ['long hair'], clothes: [], etc: [] }, underscoresAsSpaces: false },
    fields: { prompt: 'cat, long_hair, long hair' },
    changes: { prompt: 'cat, long_hair' },
  },
];

/** The LoRA of a folder, and what its files become. */
export interface RegenerateCase extends FileCase {
  readonly lora?: Pick<FolderLora, 'name' | 'aliases'>;
}

/** What the cases are about that name no other. */
export const MINE: Pick<FolderLora, 'name' | 'aliases'> = { name: 'mine', aliases: ['mine', 'mine_v2'] };

const all = (text: string, lora: string): PromptFields => ({ prompt: text, prompt_with_clothes: text, lora });

export const REGENERATE_CASES: readonly RegenerateCase[] = [
  {
    name: 'the tag is added where raw_prompt has none',
    fields: { raw_prompt: 'cat' },
    changes: all('<lora:mine:1>, cat', '<lora:mine:1>'),
  },
  {
    name: 'the tag is taken as raw_prompt writes it',
    fields: { raw_prompt: 'cat, <LORA:mine:0.80:te=1>' },
    changes: all('<LORA:mine:0.80:te=1>, cat', '<LORA:mine:0.80:te=1>'),
  },
  {
    name: 'the name of the file means it too',
    fields: { raw_prompt: 'cat, <lora:mine_v2:0.5>' },
    changes: all('<lora:mine_v2:0.5>, cat', '<lora:mine_v2:0.5>'),
  },
  {
    name: 'many underscores count as one in the prompt',
    fields: { raw_prompt: 'cat, <lora:mine___v2:0.5>' },
    changes: all('<lora:mine___v2:0.5>, cat', '<lora:mine___v2:0.5>'),
  },
  {
    name: 'many underscores count as one in the name',
    lora: { name: 'my_style', aliases: ['my_style', 'my__style'] },
    fields: { raw_prompt: 'cat, <lora:my_style:0.5>' },
    changes: all('<lora:my_style:0.5>, cat', '<lora:my_style:0.5>'),
  },
  {
    name: 'blanks around the name do not count',
    fields: { raw_prompt: 'cat, <lora: mine :0.5>' },
    changes: all('<lora: mine :0.5>, cat', '<lora: mine :0.5>'),
  },
  {
    name: 'another case is another name',
    fields: { raw_prompt: 'cat, <lora:Mine:0.5>' },
    changes: all('<lora:mine:1>, <lora:Mine:0.5>, cat', '<lora:mine:1>, <lora:Mine:0.5>'),
  },
  {
    name: 'a longer name is another name',
    fields: { raw_prompt: '<lora:mine_v3:1>, cat' },
    changes: all('<lora:mine:1>, <lora:mine_v3:1>, cat', '<lora:mine:1>, <lora:mine_v3:1>'),
  },
  {
    name: 'other LoRAs stand behind it in their order',
    fields: { raw_prompt: '<lora:b:1>, cat, <lora:mine:0.5>, <lora:a:1>' },
    changes: all('<lora:mine:0.5>, <lora:b:1>, <lora:a:1>, cat', '<lora:mine:0.5>, <lora:b:1>, <lora:a:1>'),
  },
  {
    name: 'of several of its tags the last one counts',
    fields: { raw_prompt: '<lora:mine:0.5>, cat, <lora:mine:0.9>' },
    changes: all('<lora:mine:0.9>, cat', '<lora:mine:0.9>'),
  },
  {
    name: 'prompt loses the words of all groups, prompt_with_clothes those of Sex and Etc',
    fields: { raw_prompt: '<lora:mine:1>, cat, smile, hat, watermark' },
    changes: {
      prompt: '<lora:mine:1>, cat',
      prompt_with_clothes: '<lora:mine:1>, cat, hat',
      lora: '<lora:mine:1>',
    },
  },
  {
    name: 'the old prompts do not matter',
    fields: { raw_prompt: 'cat', prompt: 'dog', prompt_with_clothes: '<lora:x:1>', lora: '<lora:x:1>' },
    changes: all('<lora:mine:1>, cat', '<lora:mine:1>'),
  },
  {
    name: 'only what differs is changed',
    fields: { raw_prompt: 'cat', prompt: '<lora:mine:1>, cat', lora: '<lora:mine:1>' },
    changes: { prompt_with_clothes: '<lora:mine:1>, cat' },
  },
  {
    name: 'nothing changes the second time',
    fields: { raw_prompt: 'cat, hat', ...all('<lora:mine:1>, cat, hat', '<lora:mine:1>') },
    changes: { prompt: '<lora:mine:1>, cat' },
  },
  {
    name: 'a prompt of filter words becomes the tag without a comma',
    fields: { raw_prompt: 'smile, watermark,' },
    changes: all('<lora:mine:1>', '<lora:mine:1>'),
  },
  {
    name: 'a trailing comma stays',
    fields: { raw_prompt: 'cat, smile,' },
    changes: all('<lora:mine:1>, cat,', '<lora:mine:1>'),
  },
  {
    name: 'a trailing comma is put, where the setting says so',
    rules: { trailingComma: 'always' },
    fields: { raw_prompt: 'cat' },
    changes: all('<lora:mine:1>, cat,', '<lora:mine:1>'),
  },
  {
    name: 'a trailing comma is taken, where the setting says so',
    rules: { trailingComma: 'never' },
    fields: { raw_prompt: 'cat, ' },
    changes: all('<lora:mine:1>, cat', '<lora:mine:1>'),
  },
  {
    name: 'a tag of a schedule stays there, and none is put in front',
    fields: { raw_prompt: '[cat:<lora:mine:0.5>:0.5]' },
    changes: all('[cat:<lora:mine:0.5>:0.5]', ''),
  },
  {
    name: 'of a tag in a schedule and others in front the last one stays in front',
    fields: { raw_prompt: '<lora:mine:1>, [<lora:mine:0.5>:0.1,0.7], <lora:mine:0.7>' },
    changes: all('<lora:mine:0.7>, [<lora:mine:0.5>:0.1,0.7]', '<lora:mine:0.7>'),
  },
  {
    name: 'another LoRA in a schedule does not count for it',
    fields: { raw_prompt: 'cat, [<lora:other:0.5>:HR]' },
    changes: all('<lora:mine:1>, cat, [<lora:other:0.5>:HR]', '<lora:mine:1>'),
  },
  ...['FLUX\\mine', 'FLUX/mine', 'a/b\\mine', '/mine', 'FLUX/ mine '].map((name) => ({
    name: `a name in a subfolder is its last part: ${name}`,
    fields: { raw_prompt: `cat, <lora:${name}:0.5>` },
    changes: all(`<lora:${name}:0.5>, cat`, `<lora:${name}:0.5>`),
  })),
];
