import path from 'node:path';
import type { RootState } from '../library/modelEntry';

/** The folders' own names, with as much of the path before them as tells equal names apart. */
export function rootLabels(roots: readonly RootState[]): string[] {
  return roots.map((root) => {
    const segments = root.path.split(path.sep).filter((part) => part !== '');
    const others = roots.filter((other) => other !== root).map((other) => `${path.sep}${other.path}`);
    for (let length = 1; length <= segments.length; length += 1) {
      const label = segments.slice(-length).join(path.sep);
      if (!others.some((other) => other.endsWith(`${path.sep}${label}`))) return label;
    }
    return root.path;
  });
}
