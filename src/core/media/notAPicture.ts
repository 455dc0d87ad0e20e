import { Problem } from '../problem/problem';

/** @param cause why its bytes cannot be read as a picture */
export function notAPicture(cause: string): Problem {
  return new Problem(
    'bad_answer',
    `The downloaded preview is no picture (${cause}).`,
    'Fetch the model again later.',
  );
}
