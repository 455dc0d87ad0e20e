const TIMEOUT_MS = 30_000;
const PAUSE_MS = 100;

/** Repeats a check until it passes. Fails with what it said last where it does not in half a minute. */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  const end = Date.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
