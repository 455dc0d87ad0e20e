import { Connection, type Handlers, type Side } from '../../src/protocol/connection';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What a page has of the editor: a line to its host, and a small store that outlives hiding and reloading. */
export interface Host<Remote extends Side, Local extends Side> {
  readonly connection: Connection<Local, Remote>;
  getState(): unknown;
  /** Keep only navigation and what is typed here: everything else comes from the host. */
  setState(state: unknown): void;
}

/** Opens the line to the host. Call once a page. */
export function connectHost<Remote extends Side, Local extends Side>(
  remote: Remote,
  local: Local,
  handlers: Handlers<Local>,
): Host<Remote, Local> {
  const api = acquireVsCodeApi();
  const connection = new Connection<Local, Remote>({
    local,
    remote,
    handlers,
    post: (message) => api.postMessage(message),
    describe: (error) => (error instanceof Error ? error.message : String(error)),
    onInvalid: (why) => console.warn(why),
  });
  // Frames inside the page cannot speak for the host: there are none, the policy forbids them.
  window.addEventListener('message', (event: MessageEvent<unknown>) => connection.receive(event.data));
  return { connection, getState: () => api.getState(), setState: (state) => api.setState(state) };
}
