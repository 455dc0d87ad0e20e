import * as l10n from '@vscode/l10n';
import { setImmediate } from 'node:timers/promises';
import { areAlike, comparedLook } from '../../../media/look';
import type { PictureFacts } from '../../../media/pictureFacts';
import type { Finding } from '../../finding';
import type { ScannedSubset } from '../scan';

/** Each is compared with all before it: of more pictures only those whose bytes are the same are found. */
const MOST_COMPARED = 2500;
/** After so many the thread is free for something else. */
const ROWS = 50;
const MOST_NAMED = 6;

interface Known {
  readonly name: string;
  readonly file: string;
  readonly facts: PictureFacts;
}

/** Pictures that are there more than once, also saved again, scaled or a little brighter: they are memorised. */
export async function duplicateFindings(
  subsets: readonly ScannedSubset[],
  signal?: AbortSignal,
): Promise<Finding[]> {
  const known = subsets.flatMap(({ settings, pictures }) =>
    settings.regularization
      ? []
      : pictures.flatMap(({ name, inspected }) =>
          inspected.ok ? [{ name, file: `${settings.named}/${name}`, facts: inspected.facts }] : [],
        ),
  );
  return (await groupsOf(known, signal)).flatMap((group) => {
    return group.slice(1).map((picture): Finding => {
      const { name, file, facts } = picture;
      const rest = group.filter((each) => each !== picture);
      const others = rest.slice(0, MOST_NAMED).map((each) => each.name);
      const isCopy = rest.some((each) => each.facts.digest === facts.digest);
      return {
        level: 'warning',
        code: 'duplicate',
        file,
        message: isCopy
          ? l10n.t('{0} is a duplicate: the same file as, or the same picture as, {1}.', name, others.join(', ')) // prettier-ignore
          : l10n.t('{0} is a near-duplicate: it looks the same as {1}.', name, others.join(', ')),
        fix: l10n.t('Keep the best of them: what is shown more often is memorised.'),
      };
    });
  });
}

async function groupsOf(pictures: readonly Known[], signal: AbortSignal | undefined): Promise<Known[][]> {
  const compares = pictures.length <= MOST_COMPARED;
  const looks = compares ? pictures.map(({ facts }) => comparedLook(facts.look)) : [];
  const byDigest = new Map<string, number>();
  /** The group of each picture, by the number of its first one. */
  const group = pictures.map(({ facts }, index) => {
    const first = byDigest.get(facts.digest) ?? index;
    byDigest.set(facts.digest, first);
    return first;
  });
  for (const [index, look] of looks.entries()) {
    if (index % ROWS === ROWS - 1) await setImmediate();
    signal?.throwIfAborted();
    for (let before = 0; before < index; before++) {
      const [one = 0, two = 0] = [group[index], group[before]];
      const other = looks[before];
      if (!other || one === two || !areAlike(look, other)) continue;
      for (let at = 0; at <= index; at++) if (group[at] === one) group[at] = two;
    }
  }
  const members = new Map<number, Known[]>();
  for (const [index, picture] of pictures.entries()) {
    const at = group[index] ?? index;
    const found = members.get(at);
    if (found) found.push(picture);
    else members.set(at, [picture]);
  }
  return [...members.values()].filter(({ length }) => length > 1);
}
