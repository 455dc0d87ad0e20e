/**
 * Takes what several calls answer in the order of the calls, each as soon as those before it are taken: while other
 * threads are still at work.
 */
export async function inOrder<Answer>(
  calls: readonly Promise<Answer>[],
  take: (answer: Answer, index: number) => Promise<void> | void,
): Promise<void> {
  // One that fails while an earlier one is waited for is told by the wait for itself.
  for (const call of calls) call.catch(() => undefined);
  for (const [index, call] of calls.entries()) await take(await call, index);
}
