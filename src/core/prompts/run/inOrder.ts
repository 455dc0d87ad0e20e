/**
 * Handles the answers of several calls in the order of the calls, each as soon as those before it are handled: other
 * threads may still be at work then.
 */
export async function inOrder<Answer>(
  calls: readonly Promise<Answer>[],
  handle: (answer: Answer, index: number) => Promise<void> | void,
): Promise<void> {
  // Mark as handled; the loop below awaits and rethrows it.
  for (const call of calls) call.catch(() => undefined);
  for (const [index, call] of calls.entries()) await handle(await call, index);
}
