import type { PlacedFinding } from '../job/readTraining';
import type { TextRange } from '../job/toml';

/** Another text for a place of a training file. */
export interface NameFix {
  readonly range: TextRange;
  readonly text: string;
  readonly name: string;
}

/**
 * The correction of a misspelt name that a check found, where the name that was meant is known.
 * @param written what stands at the place of the finding
 */
export function nameFix({ range, nearest, argument }: PlacedFinding, written: string): NameFix | undefined {
  if (!range || nearest === undefined) return undefined;
  if (argument !== undefined) {
    const name = argument.slice(0, Math.max(0, argument.indexOf('=')));
    return name === '' || !written.includes(name)
      ? undefined
      : { range, text: written.replace(name, () => nearest), name: nearest };
  }
  // Of a key such as `save.every_step`, the last name is the one that is wrong.
  const path = /^(?:[\w-]+\s*\.\s*)*(?=[\w-]+$|["'])/.exec(written)?.[0] ?? '';
  return { range, text: path + nearest, name: nearest };
}
