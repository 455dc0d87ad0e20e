import { deadRedirect } from './failures';
import { isWeb } from './webUrl';

/** One request of a chain of redirects. */
export interface Hop {
  readonly url: URL;
  /** JSON to POST; a GET without it. */
  readonly payload: string | undefined;
  /** The value of the `Authorization` header. */
  readonly authorization: string | undefined;
}

/**
 * The request that a redirect leads to. The token stays with its origin (https and http are two), and does not come
 * back once a redirect has left it.
 * @param location the header of that name, which may be relative
 * @throws Problem `bad_answer` where it is no address of the web
 */
export function followRedirect(hop: Hop, status: number, location: string): Hop {
  const url = URL.canParse(location, hop.url.href) ? new URL(location, hop.url) : undefined;
  if (!url || !isWeb(url)) throw deadRedirect(hop.url);
  return {
    url,
    payload: status === 307 || status === 308 ? hop.payload : undefined,
    authorization: url.origin === hop.url.origin ? hop.authorization : undefined,
  };
}
