/** What a stream of a run has said once. */
export type Mark =
  'no_data' | 'no_modules' | 'saved' | 'started' | 'nan_latents' | 'runner_stopped' | 'runner_nan';

/** The marks of each stream: where one begins anew, the others keep theirs. */
export interface Marks {
  readonly add: (mark: Mark, stream: number) => void;
  /** @param stream of any where it is absent */
  readonly has: (mark: Mark, stream?: number) => boolean;
  readonly clear: (stream: number) => void;
}

export function createMarks(): Marks {
  const ofStreams = new Map<number, Set<Mark>>();
  return {
    add: (mark: Mark, stream: number) => {
      ofStreams.set(stream, (ofStreams.get(stream) ?? new Set()).add(mark));
    },
    has: (mark: Mark, stream?: number) =>
      stream === undefined
        ? [...ofStreams.values()].some((marks) => marks.has(mark))
        : ofStreams.get(stream)?.has(mark) === true,
    clear: (stream: number) => {
      ofStreams.delete(stream);
    },
  };
}
