import type { ProcessRow, ProcessTable } from '../../../../src/core/processes/processTable';

/** A process table of these processes. */
export function tableOf(...rows: readonly ProcessRow[]): ProcessTable {
  return {
    find: (pid) => Promise.resolve(rows.find((row) => row.pid === pid)),
    all: () => Promise.resolve(rows),
  };
}
