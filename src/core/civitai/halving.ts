import { Problem } from '../problem/problem';

/** Levels of halves without a single answer after which the server is taken to be down. */
const LEVELS_WITHOUT_ANSWER = 2;

/** What came of a batch: the answers, and the items that got none, each with the reason. */
export interface Halved<Item, Answer> {
  readonly answers: readonly Answer[];
  readonly failed: ReadonlyMap<Item, Problem>;
}

/**
 * Asks about a batch. Where the server fails over one item of it, the batch is halved until that item is found, so
 * that it costs the others nothing. A server that answers no half at all is down, and is asked no further.
 * @param ask asks about some of the items; `isHalf` where the whole batch failed before
 * @throws what `ask` throws where that is no fault of an item
 */
export async function askInHalves<Item, Answer>(
  items: readonly Item[],
  ask: (items: readonly Item[], isHalf: boolean) => Promise<Answer>,
): Promise<Halved<Item, Answer>> {
  const answers: Answer[] = [];
  const failed = new Map<Item, Problem>();
  let batches: readonly (readonly Item[])[] = items.length > 0 ? [items] : [];
  for (let level = 0; batches.length > 0; level++) {
    const halves: (readonly Item[])[] = [];
    for (const batch of batches) {
      try {
        answers.push(await ask(batch, level > 0));
      } catch (error) {
        if (!mayBeOneItem(error)) throw error;
        const isDown = level >= LEVELS_WITHOUT_ANSWER && answers.length === 0;
        if (isDown && batch === batches.at(-1) && items.length > 1) throw error;
        if (batch.length === 1) for (const item of batch) failed.set(item, error);
        else halves.push(batch.slice(0, batch.length / 2), batch.slice(batch.length / 2));
      }
    }
    batches = halves;
  }
  return { answers, failed };
}

/** Whether a failure may be about one of the items, and not about the network, the limits or the token. */
function mayBeOneItem(error: unknown): error is Problem {
  if (!(error instanceof Problem)) return false;
  return error.code === 'bad_answer' || error.code === 'not_found' || error.code === 'server_error';
}
