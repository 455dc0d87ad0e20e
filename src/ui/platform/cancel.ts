import type { CancellationToken } from 'vscode';

/** An `AbortSignal` that fires when the person cancels. */
export function abortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  // The listener ends with its token: VS Code disposes both when the progress closes.
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
