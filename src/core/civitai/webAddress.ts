/** An address of the web without what must not be stored: a token, or the host `undefined` of answers before 2026-08. */
export function webAddress(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.hostname !== 'undefined' && !url.searchParams.has('token')) return address;
  if (url.hostname === 'undefined') url.hostname = 'civitai.com';
  url.searchParams.delete('token');
  return url.href;
}
