import * as l10n from '@vscode/l10n';
import { parentPort, workerData } from 'node:worker_threads';
import { Problem } from '../problem/problem';
import { GalleryEngine } from './engine';
import type { EngineCall, EngineMessage, EngineMethod, GalleryStart } from './galleryThread';

/** The thread of galleries: unlike those of a pool it answers while it goes on reading, and tells of what it finds. */
const port = parentPort;
if (!port) throw new Error('This runs in a worker thread only.');
const { texts, cacheFolder } = workerData as GalleryStart;
if (texts) l10n.config({ contents: texts });
const send = (message: EngineMessage): void => port.postMessage(message);
const engine = new GalleryEngine({ cacheFolder, onChange: (change) => send({ kind: 'change', change }) });
/** `GalleryThread` gives each method what it takes. */
const methods = engine as unknown as Readonly<
  Record<EngineMethod, (...params: readonly unknown[]) => unknown>
>;

async function answer({ id, method, params }: EngineCall): Promise<void> {
  try {
    send({ kind: 'answer', id, answer: await methods[method](...params) });
  } catch (error) {
    // Anything else is a bug, and ends the thread.
    if (!(error instanceof Problem)) throw error;
    const { code, message, advice } = error;
    send({ kind: 'problem', id, problem: { code, message, advice } });
  }
}

port.on('message', (call: EngineCall) => {
  // Unhandled on purpose: a rejection ends the thread with its error.
  void answer(call);
});
