import { badAddress } from './failures';

/** The address in a text, http or https only; throws the Problem `bad_input` where it is none. */
export function webUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isWeb(url)) throw badAddress();
  return url;
}

/** Whether an address is of http or https. */
export function isWeb(url: URL): boolean {
  return url.protocol === 'https:' || url.protocol === 'http:';
}
