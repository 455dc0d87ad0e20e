import { WorkerPool, type CallOptions } from './workerPool';

/** A `WorkerPool` whose requests have kinds, each with an answer of its own: `Answers` has one entry a kind. */
export class KindPool<
  Request extends { readonly kind: keyof Answers },
  Answers extends object,
> extends WorkerPool<Request, Answers[keyof Answers]> {
  /** As `run`, with the type of answer that the kind of the request has. */
  async call<Kind extends keyof Answers>(
    request: Request & { readonly kind: Kind },
    options?: CallOptions,
  ): Promise<Answers[Kind]> {
    return (await this.run(request, options)) as Answers[Kind];
  }
}
