import * as l10n from '@vscode/l10n';
import * as v from 'valibot';

/** What one side answers: the shape of its parameters and of its result. */
export interface RequestShape {
  readonly params: v.GenericSchema;
  readonly result: v.GenericSchema;
  /** `false` where the user may be asked something first, so that no time-out is fair. */
  readonly timeOut?: false;
}

/** All messages that one side receives. The types of the messages are inferred from these schemas. */
export interface Side {
  readonly requests: Readonly<Record<string, RequestShape>>;
  readonly notifications: Readonly<Record<string, v.GenericSchema>>;
}

type Requests<S extends Side> = keyof S['requests'] & string;
type Notifications<S extends Side> = keyof S['notifications'] & string;
type Params<S extends Side, K extends Requests<S>> = v.InferOutput<S['requests'][K]['params']>;
type Result<S extends Side, K extends Requests<S>> = v.InferOutput<S['requests'][K]['result']>;
type Notice<S extends Side, K extends Notifications<S>> = v.InferOutput<S['notifications'][K]>;

/** The handlers of one side: one function a request and a notification. */
export type Handlers<S extends Side> = {
  readonly [K in Requests<S>]: (params: Params<S, K>) => Result<S, K> | Promise<Result<S, K>>;
} & { readonly [K in Notifications<S>]: (notice: Notice<S, K>) => void };

const envelopeSchema = v.variant('kind', [
  v.object({ kind: v.literal('request'), id: v.number(), name: v.string(), params: v.optional(v.unknown()) }),
  v.object({ kind: v.literal('answer'), id: v.number(), result: v.optional(v.unknown()) }),
  v.object({ kind: v.literal('error'), id: v.number(), message: v.string() }),
  v.object({ kind: v.literal('notification'), name: v.string(), params: v.optional(v.unknown()) }),
]);
type Envelope = v.InferOutput<typeof envelopeSchema>;
type Request = Extract<Envelope, { kind: 'request' }>;
type Answer = Extract<Envelope, { kind: 'answer' | 'error' }>;
type Notification = Extract<Envelope, { kind: 'notification' }>;

interface Pending {
  readonly result: v.GenericSchema;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** The other side answered with an error, in words for the user; or it did not answer in time. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(
    readonly code: 'failed' | 'timeout' | 'invalid' | 'closed',
    message: string,
  ) {
    super(message);
  }
}

export interface ConnectionOptions<Local extends Side, Remote extends Side> {
  readonly local: Local;
  readonly remote: Remote;
  readonly handlers: Handlers<Local>;
  /** Hands a message to the other side. */
  readonly post: (message: Envelope) => void;
  /** The words of a handler's failure that may be shown on the other side. */
  readonly describe: (error: unknown) => string;
  /** Called for each message that was dropped, since its shape is wrong or nothing waits for it. */
  readonly onInvalid?: (why: string) => void;
  /** Milliseconds that a request waits for its answer. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;

/**
 * One end of the line between the extension host and a webview; both ends use this class.
 * Every request is answered, with an error where its handler throws, and every message is checked on arrival.
 */
export class Connection<Local extends Side, Remote extends Side> {
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private closed = false;

  constructor(private readonly options: ConnectionOptions<Local, Remote>) {}

  /**
   * Asks the other side.
   * @returns its checked answer; rejects with `ConnectionError` when it fails, is late or makes no sense
   */
  request<K extends Requests<Remote>>(name: K, params: Params<Remote, K>): Promise<Result<Remote, K>> {
    const shape = this.options.remote.requests[name];
    if (!shape) return Promise.reject(new ConnectionError('invalid', `There is no request "${name}".`));
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const late = () => {
        this.pending.delete(id);
        reject(new ConnectionError('timeout', l10n.t('No answer came in time. Try again.')));
      };
      const timer =
        shape.timeOut === false ? undefined : setTimeout(late, this.options.timeoutMs ?? TIMEOUT_MS);
      // `settle` resolves only with what the schema of this very result has let through.
      this.pending.set(id, { result: shape.result, resolve, reject, timer });
      this.post({ kind: 'request', id, name, params });
    });
  }

  /** Sends a notification, which has no answer. */
  notify<K extends Notifications<Remote>>(name: K, notice: Notice<Remote, K>): void {
    this.post({ kind: 'notification', name, params: notice });
  }

  /** Handles a message of the other side, of any shape. Never throws. */
  receive(message: unknown): void {
    const envelope = v.safeParse(envelopeSchema, message);
    if (!envelope.success) {
      this.options.onInvalid?.('A message is not of this protocol.');
      return;
    }
    const { output } = envelope;
    if (output.kind === 'request') void this.answer(output);
    else if (output.kind === 'notification') this.hear(output);
    else this.settle(output);
  }

  /** Closes the connection: requests under way are rejected, and nothing is sent any more. */
  close(): void {
    this.closed = true;
    for (const waiting of this.pending.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(new ConnectionError('closed', l10n.t('The page was closed.')));
    }
    this.pending.clear();
  }

  /** Nothing is posted once the other side is gone. */
  private post(message: Envelope): void {
    if (!this.closed) this.options.post(message);
  }

  private async answer(request: Request): Promise<void> {
    const { id, name } = request;
    try {
      this.post({ kind: 'answer', id, result: await this.handle(name, request.params) });
    } catch (error) {
      const message = error instanceof ConnectionError ? error.message : this.options.describe(error);
      this.post({ kind: 'error', id, message });
    }
  }

  private handle(name: string, params: unknown): unknown {
    const shape = ownValue(this.options.local.requests, name);
    const handler = this.handler(name);
    if (!shape || !handler) {
      throw new ConnectionError('invalid', `There is no request "${name}".`);
    }
    const parsed = v.safeParse(shape.params, params);
    if (!parsed.success) {
      this.options.onInvalid?.(`The request "${name}" has wrong parameters.`);
      throw new ConnectionError('invalid', `The request "${name}" has wrong parameters.`);
    }
    return handler(parsed.output);
  }

  private hear(notification: Notification): void {
    const { name } = notification;
    const shape = ownValue(this.options.local.notifications, name);
    const parsed = shape && v.safeParse(shape, notification.params);
    const handler = this.handler(name);
    if (!parsed?.success || !handler) {
      this.options.onInvalid?.(`The notification "${name}" is unknown or wrong.`);
      return;
    }
    try {
      handler(parsed.output);
    } catch (error) {
      this.options.onInvalid?.(`The notification "${name}" failed: ${this.options.describe(error)}`);
    }
  }

  private settle(answer: Answer): void {
    const waiting = this.pending.get(answer.id);
    if (!waiting) {
      this.options.onInvalid?.('An answer came that nothing waits for.');
      return;
    }
    this.pending.delete(answer.id);
    clearTimeout(waiting.timer);
    if (answer.kind === 'error') {
      waiting.reject(new ConnectionError('failed', answer.message));
      return;
    }
    const result = v.safeParse(waiting.result, answer.result);
    if (result.success) waiting.resolve(result.output);
    else waiting.reject(new ConnectionError('invalid', l10n.t('The answer is not what it should be.')));
  }

  /** Safe: the type of `handlers` has such a function for every name of the table it is looked up for. */
  private handler(name: string): ((params: unknown) => unknown) | undefined {
    const handlers: Readonly<Record<string, unknown>> = this.options.handlers;
    return ownValue(handlers, name) as ((params: unknown) => unknown) | undefined;
  }
}

/** The value of a key of the object itself: `constructor` and the like are not messages. */
function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
