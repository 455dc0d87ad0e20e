import { Problem } from '../problem/problem';

/** Failures without a single answer after which the server is taken to be down, at least: enough to reach one item. */
const MIN_FAILURES = 8;

/** What came of a batch: the answers, and the items that got none, each with the reason. */
export interface Halved<Item, Answer> {
  readonly answers: readonly Answer[];
  readonly failed: ReadonlyMap<Item, Problem>;
}

/**
 * Asks about a batch. Where the server fails over one item of it, the batch is halved until that item is found, so
 * that it costs the others nothing. A server that answers nothing on the way down to one item is down, and is asked no
 * further.
 * @param ask asks about some of the items; `isHalf` where the whole batch failed before
 * @throws what `ask` throws where that is no fault of an item
 */
export async function askInHalves<Item, Answer>(
  items: readonly Item[],
  ask: (items: readonly Item[], isHalf: boolean) => Promise<Answer>,
): Promise<Halved<Item, Answer>> {
  const answers: Answer[] = [];
  const failed = new Map<Item, Problem>();
  const mostFailures = Math.max(MIN_FAILURES, Math.ceil(Math.log2(items.length)) + 1);
  let failures = 0;
  const open: (readonly Item[])[] = items.length > 0 ? [items] : [];
  for (let batch = open.pop(); batch; batch = open.pop()) {
    try {
      answers.push(await ask(batch, batch !== items));
    } catch (error) {
      if (!mayBeOneItem(error)) throw error;
      failures++;
      if (answers.length === 0 && failures >= mostFailures) throw error;
      const [first] = batch;
      if (batch.length === 1 && first !== undefined) failed.set(first, error);
      else open.push(batch.slice(batch.length / 2), batch.slice(0, batch.length / 2));
    }
  }
  return { answers, failed };
}

/** Whether a failure may be about one of the items, and not about the network, the limits or the token. */
function mayBeOneItem(error: unknown): error is Problem {
  if (!(error instanceof Problem)) return false;
  return error.code === 'bad_answer' || error.code === 'not_found' || error.code === 'server_error';
}
