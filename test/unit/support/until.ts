import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 5;

/** Asks again and again until there is an answer; the time limit of the test is the only one. */
export async function until<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await delay(PAUSE_MS);
  }
}
