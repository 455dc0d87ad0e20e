import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { buildConnector } from 'undici';
import type { AddressGuard } from './addressGuard';
import { isLocalIp } from './localAddress';

/** Looks a name up; every address that it has. */
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A name has addresses in the local network only. */
export class LocalAddressError extends Error {
  constructor(hostname: string) {
    super(`${hostname} is in the local network`);
  }
}

/**
 * Opens direct connections. The addresses that a name resolves to are checked here, where they are connected to: a
 * check beforehand would be of another lookup. Behind a proxy, names are the proxy's to resolve.
 * @param options the time-out (ms) and the certificates
 */
export async function guardedConnector(
  guard: AddressGuard,
  options: buildConnector.BuildOptions,
  lookupAll: LookupAll = lookup,
): Promise<buildConnector.connector> {
  const { buildConnector: build } = await import('undici');
  const trusting = build({ ...options, lookup: filteredLookup(lookupAll, () => true) });
  const guarded = build({ ...options, lookup: publicLookup(lookupAll) });
  return (target, callback) => {
    const connect = guard.trusts(new URL(`${target.protocol}//${target.host}`).origin) ? trusting : guarded;
    connect(target, callback);
  };
}

/** A lookup that leaves addresses out; fails with a LocalAddressError where no other is left. */
function filteredLookup(lookupAll: LookupAll, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookupAll(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (!first) callback(error ?? new LocalAddressError(hostname), []);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

/** Looks names up and leaves out local addresses; fails with a LocalAddressError where no other is left. */
export function publicLookup(lookupAll: LookupAll): LookupFunction {
  return filteredLookup(lookupAll, (address) => !isLocalIp(address));
}
