import * as l10n from '@vscode/l10n';
import { parentPort, workerData, type Transferable } from 'node:worker_threads';
import { Problem } from '../problem/problem';
import type { WorkerMessage, WorkerStart } from './workerPool';

/** How often a worker reports its progress. */
const PROGRESS_MS = 100;

/** Collects the amounts that were done and sends their sum some ten times a second. */
export type Report = (amount: number) => void;

/** Answers a request, or throws a `Problem`. */
export type Handler<Request, Answer> = (request: Request, report: Report) => Answer | Promise<Answer>;

/**
 * The worker's end of a `WorkerPool`: answers one request after the other. A `Problem` travels as one; any other
 * error is a bug and ends the worker, which rejects the call with that error.
 * @param transfer the buffers of an answer that are moved to the caller rather than copied
 */
export function answerCalls<Request, Answer>(
  answer: Handler<Request, Answer>,
  transfer: (answer: Answer) => Transferable[] = () => [],
): void {
  const port = parentPort;
  if (!port) throw new Error('This runs in a worker thread only.');
  const start = workerData as WorkerStart | null | undefined;
  if (start?.texts) l10n.config({ contents: start.texts });
  const send = (message: WorkerMessage<Answer>, transferred: Transferable[] = []) =>
    port.postMessage(message, transferred);

  const handle = async (request: Request) => {
    let amount = 0;
    let sent = performance.now();
    const flush = () => {
      if (amount > 0) send({ kind: 'progress', amount });
      amount = 0;
      sent = performance.now();
    };
    try {
      const result = await answer(request, (more) => {
        amount += more;
        if (performance.now() - sent >= PROGRESS_MS) flush();
      });
      flush();
      send({ kind: 'answer', answer: result }, transfer(result));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { code, message, advice } = error;
      send({ kind: 'problem', problem: { code, message, advice } });
    }
  };
  port.on('message', (request: Request) => {
    // Unhandled on purpose: a rejection ends the thread with its error.
    void handle(request);
  });
}
