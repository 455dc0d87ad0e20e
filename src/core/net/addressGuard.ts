import { isIP } from 'node:net';
import { isLocalHost } from './localAddress';
import { isWeb } from './webUrl';

/**
 * Decides which addresses are asked: https addresses outside the local network, and the origin that the user
 * configured, wherever that is. An answer from outside must not make us ask some device of the local network.
 */
export class AddressGuard {
  private readonly trusted: ReadonlySet<string>;

  /** @param trustedOrigins `https://host:port`, as `URL.origin` gives them */
  constructor(trustedOrigins: Iterable<string>) {
    this.trusted = new Set(trustedOrigins);
  }

  /** Whether a request may go to this address, as far as its text tells; what its name resolves to is asked later. */
  allows(url: URL): boolean {
    if (this.trusts(url.origin)) return isWeb(url);
    return url.protocol === 'https:' && !isLocalHost(url.hostname);
  }

  /**
   * Whether an address is another port of the very address that the user configured, on this machine or in the local
   * network: a download may be led from there to the storage behind it.
   */
  isNeighbour(url: URL, from: URL): boolean {
    const isAddress = isIP(from.hostname.replace(/^\[|\]$/g, '')) !== 0;
    return isAddress && url.hostname === from.hostname && this.trusts(from.origin) && isWeb(url);
  }

  /** Whether the user configured this origin, so that it may be in the local network. */
  trusts(origin: string): boolean {
    return this.trusted.has(origin);
  }
}
