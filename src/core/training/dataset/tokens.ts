/** Letters of a word that one token covers, where the word is not known as a whole. */
const LETTERS = 6;
/** Words up to this length are one token in nearly every case. */
const SHORT = 8;

/**
 * About how many tokens a text encoder makes of a caption: without its table of words it can only be estimated. Rather
 * too few than too many, so that what is said to be cut is.
 */
export function estimateTokens(caption: string): number {
  let tokens = 0;
  for (const [part] of caption.matchAll(/\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/gu)) {
    if (!/^\p{L}/u.test(part)) tokens += 1;
    else if (/^[\p{Script=Latin}]+$/u.test(part))
      tokens += part.length <= SHORT ? 1 : Math.ceil(part.length / LETTERS);
    // Other scripts: a sign of Chinese or Japanese is a token and more, letters of others come in pairs.
    else
      tokens += /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(part)
        ? Array.from(part).length
        : Math.ceil(part.length / 2);
  }
  return tokens;
}
