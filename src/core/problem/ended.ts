import { Problem } from './problem';

/** The work was ended, but not by the user: unlike a cancelled one, that is to be told. */
export function ended(): Problem {
  return new Problem('ended', 'The work was ended before it was done.', 'Start it again.');
}
