/** The groups of filter words, as the settings and the files `Filter_Sex.txt`, … name them. */
export const FILTER_GROUPS = ['sex', 'clothes', 'etc'] as const;

export type FilterGroup = (typeof FILTER_GROUPS)[number];

/** The words of each group as they were written, from settings and files together. */
export type FilterWords = Readonly<Record<FilterGroup, readonly string[]>>;

export const NO_WORDS: FilterWords = { sex: [], clothes: [], etc: [] };
