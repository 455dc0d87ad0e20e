import { FIELD_OPTIONS } from '../job/fieldOptions';

/** The trainer's own name for a field of a training file, where it is another one. */
export function fieldOption(path: string): string | undefined {
  const option = Object.hasOwn(FIELD_OPTIONS, path) ? FIELD_OPTIONS[path] : undefined;
  return option === path ? undefined : option;
}
