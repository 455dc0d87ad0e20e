/** Words of captions and prompts that every base model knows: none of them can become a name. */
const WORDS: ReadonlySet<string> = new Set(
  `a an and the of in on at with for from by to is are his her its my our your this that
person people human man men woman women boy girl guy lady child kid baby teen adult male female character hero heroine
face head hair eye eyes nose mouth lips ear hand hands arm arms leg legs foot feet body skin beard smile
cat dog horse bird fish lion tiger wolf fox bear rabbit mouse dragon monster animal creature
photo photograph picture image portrait painting drawing sketch art artwork illustration render style anime cartoon comic
movie film poster logo icon text design pattern texture
red orange yellow green blue purple violet pink brown black white gray grey gold golden silver
big small large little tall short old young new good bad best beautiful pretty cute handsome dark light bright
house home room city street road forest tree flower garden mountain river sea ocean lake sky sun moon star stars night day
car train plane ship boat bike robot sword gun armor shirt dress jacket coat hat shoes glasses suit skirt pants
king queen prince princess knight witch wizard elf angel demon god goddess ninja samurai soldier warrior pirate vampire
love life death fire water earth air wind ice snow rain food fruit apple book door window table chair
sitting standing walking running looking holding wearing solo 1girl 1boy subject object thing concept trigger token lora model
john james mary anna emma alex sam tom max jack lisa sarah david michael paul peter maria`.split(/\s+/),
);

/** Whether a base model has its own idea of a word. */
export const isCommonWord = (word: string): boolean => WORDS.has(word.toLowerCase());
