const MOST_SIGNS = 200;

/** An address for a text: without its query, where what is signed, or a token, stands; the end of a long one is cut. */
export function addressText({ host, pathname }: URL): string {
  const text = host + pathname;
  return text.length > MOST_SIGNS ? `${text.slice(0, MOST_SIGNS)}…` : text;
}
