/** Where the core reports what it does. A VS Code `LogOutputChannel` fits, and so does the command line's stderr. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A log that keeps nothing: the default where a caller does not care. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * The time that something took, as logs say it: `1.2 s`.
 * @param started as \`performance.now()\` gave it
 */
export function tookText(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
