import type { Log } from '../../../src/core/log';

/** A log for tests that do not check it. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
