import net from 'node:net';

/** This machine, and names that are reserved for belonging to no other (RFC 2606). */
const LOOPBACK = /^(127\.|::1$|localhost$)/;
const UNREACHABLE = /\.(invalid|test)$/;
/** A test may give such a name an address by a lookup of its own. */
const RESERVED = '.example';

/**
 * From now on this process connects to no other machine.
 * @param {(host: string) => void} onForeign called for every attempt, except to reserved names
 */
export function onlyLoopback(onForeign) {
  /** @type {(this: net.Socket, ...args: any[]) => net.Socket} */
  const connect = net.Socket.prototype.connect; // eslint-disable-line @typescript-eslint/unbound-method -- called with its socket below
  /** @this {net.Socket} @param {any[]} args */
  function guarded(...args) {
    // `connect(options)`, `connect(port, host)`, `connect(path)`, or what net.connect made of one of them.
    const [first, second] = Array.isArray(args[0]) ? args[0] : args;
    const host = typeof first === 'object' ? first.host : typeof first === 'number' ? second : undefined;
    if (typeof host !== 'string' || LOOPBACK.test(host)) return Reflect.apply(connect, this, args);
    if (host.endsWith(RESERVED) && typeof first.lookup === 'function')
      return Reflect.apply(connect, this, args);
    if (!UNREACHABLE.test(host)) onForeign(host);
    const error = Object.assign(new Error(`A test may not connect to ${host}`), { code: 'ENOTFOUND' });
    // As a refused connection would: only after the caller had the time to listen.
    process.nextTick(() => this.destroy(error));
    return this;
  }
  net.Socket.prototype.connect = guarded;
}
