/** A part of a text; `changed` where the text before did not have it there. */
export interface WordRun {
  readonly text: string;
  readonly changed: boolean;
}

/** Words, commas, and what is between them. */
const PARTS = /,|[^\s,]+|\s+/g;
/** Products of word counts up to which two texts are compared word by word. */
const MOST_WORK = 400_000;
/** Letters of texts that are compared: of longer ones nothing is marked, since each mark is an element of the page. */
const MOST_LETTERS = 50_000;

/**
 * Which words of a prompt another one, that was shown before, did not have in this order.
 * Of very long texts all words between their common beginning and end count that the other does not have at all.
 */
export function changedWords(before: string, now: string): WordRun[] {
  if (before.length + now.length > MOST_LETTERS) return [{ text: now, changed: false }];
  const [old, parts] = [wordsOf(before), now.match(PARTS) ?? []];
  const words = parts.filter(isWord);
  const kept = keptWords(old, words);
  const runs: { text: string; changed: boolean }[] = [];
  let word = 0;
  for (const part of parts) {
    const last = runs.at(-1);
    // A space or comma goes with what is before it, so that marks do not fray.
    const changed = isWord(part) ? !kept[word++] : false;
    if (last?.changed === changed) last.text += part;
    else runs.push({ text: part, changed });
  }
  return runs;
}

function wordsOf(text: string): string[] {
  return (text.match(PARTS) ?? []).filter(isWord);
}

function isWord(part: string): boolean {
  return part !== ',' && part.trim() !== '';
}

/** For each word whether the old text has it, too. */
function keptWords(old: readonly string[], words: readonly string[]): boolean[] {
  const kept = words.map(() => false);
  let start = 0;
  while (start < words.length && start < old.length && words[start] === old[start]) kept[start++] = true;
  let tail = 0;
  while (
    tail < words.length - start &&
    tail < old.length - start &&
    words.at(-1 - tail) === old.at(-1 - tail)
  )
    kept[words.length - 1 - tail++] = true;
  const [a, b] = [old.slice(start, old.length - tail), words.slice(start, words.length - tail)];
  if (a.length * b.length > MOST_WORK) {
    const known = new Set(a);
    for (const [index, word] of b.entries()) kept[start + index] = known.has(word);
    return kept;
  }
  for (const index of longestCommon(a, b)) kept[start + index] = true;
  return kept;
}

/** Where in `b` the words of a longest common subsequence stand. */
function longestCommon(a: readonly string[], b: readonly string[]): number[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = a.length - 1; row >= 0; row--)
    for (let column = b.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        a[row] === b[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const common: number[] = [];
  let [row, column] = [0, 0];
  while (row < a.length && column < b.length) {
    if (a[row] === b[column]) {
      common.push(column++);
      row++;
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return common;
}
