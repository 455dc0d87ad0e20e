/** Civitai itself, and the archives that keep its ids. */
const KNOWN_HOST =
  /^(?:(?:(?:www|api)\.)?civitai\.(?:com|red|green)|(?:www\.)?(?:civarchive|civitaiarchive)\.com)$/i;

/**
 * The address that a text is, with or without `https://`.
 * @param bare without what `bareText` takes away
 */
export function asAddress(bare: string): URL | undefined {
  const address = /^https?:\/\//i.test(bare)
    ? bare
    : /^(?:\/\/)?[\w-]+(?:\.[\w-]+)+(?::\d+)?\//.test(bare)
      ? `https://${bare.replace(/^\/\//, '')}`
      : '';
  return URL.canParse(address) ? new URL(address) : undefined;
}

/**
 * Whether an address is one of Civitai's, of an archive of it, or of the server that is asked in its place.
 * @param baseUrl of the API that is asked; any text
 */
export function isCivitai(address: URL, baseUrl = ''): boolean {
  if (KNOWN_HOST.test(address.hostname)) return true;
  return URL.canParse(baseUrl) && new URL(baseUrl).host === address.host;
}
