import { insecureToken } from './failures';
import type { ScopedToken } from './policy';

/**
 * The `Authorization` header of a request to this address; undefined where it goes without a token.
 * @throws Problem `bad_input` where the token would go over plain http beyond this machine
 */
export async function authorizationFor(
  url: URL,
  token: ScopedToken | undefined,
): Promise<string | undefined> {
  if (token?.origin !== url.origin) return undefined;
  const value = await token.read();
  // No header holds a token with other characters; like any wrong one it leaves the request anonymous.
  if (value === undefined || !/^[\x21-\x7e]+$/.test(value)) return undefined;
  if (url.protocol !== 'https:' && !isThisMachine(url.hostname)) throw insecureToken();
  return `Bearer ${value}`;
}

function isThisMachine(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
