import type { FilterGroup, FilterWords } from '../../../core/prompts/filter/filterWords';
import type { TokensOrigin } from '../../../protocol/tokens';

/** The filter words that hold for a folder of prompts. */
export interface FilterAccess {
  filterWords(
    folder: string,
  ): Promise<{ readonly words: FilterWords; readonly underscoresAsSpaces: boolean }>;
  /** Adds words to the file of a group; how many were not there, and the file's name. Rejects with `Problem`. */
  addFilterWords(
    folder: string,
    group: FilterGroup,
    words: readonly string[],
  ): Promise<{ readonly added: number; readonly file: string }>;
  /** Calls the listener when filter words changed, until the returned function is called. */
  onDidChangeFilters(listener: () => void): () => void;
}

/** What the panels of collected tokens need of the rest of the extension. */
export interface TokensHost extends FilterAccess {
  /** Whether a folder is open, or lies in one that is. */
  isOpen(folder: string): boolean;
  /** Collects and writes the list, and shows it in its panel. `false`: nothing came of it, which was told. */
  collect(origin: TokensOrigin): Promise<boolean>;
  /** The path of the list that is written for a folder. */
  listFile(folder: string): Promise<string>;
}
