import type { AddressGuard } from './addressGuard';
import type { RateControl } from './rateControl';

/** How long to wait, milliseconds. */
export interface Timeouts {
  /** From sending to the status line. */
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly idleMs: number;
  /** For one request in all, so that a server that drips cannot hold it; absent: as long as bytes come. */
  readonly totalMs?: number;
}

/** A token and the only origin (`https://host:port`) that it is sent to. */
export interface ScopedToken {
  readonly origin: string;
  /** Asked before each request, so that a new token counts at once. */
  readonly read: () => Promise<string | undefined>;
}

/** What holds for a request and for every redirect that it follows. */
export interface Policy {
  readonly guard: AddressGuard;
  readonly timeouts: Timeouts;
  /** Absent: the request is anonymous. */
  readonly token?: ScopedToken;
  /** Redirects from the origin that the user configured may lead to other ports of it. */
  readonly mayLeadToNeighbours?: true;
  /** Called before each request leaves; throws a Problem where none may. */
  readonly beforeRequest?: () => void;
}

/** What holds for a request whose whole answer is read, and which is sent again while that may help. */
export interface SendPolicy extends Policy {
  /** Shared by the requests that one server answers. */
  readonly rate: RateControl;
  /** How many tries may follow the first. */
  readonly retries: number;
  /** Of the answer's body. */
  readonly maxBytes: number;
}
