import * as l10n from '@vscode/l10n';
import type { Finding } from '../../finding';
import { hasWord } from '../captionText';
import type { ScannedSubset } from '../scan';

/** What stands in so many of the captions is learned as those words, not as the trigger. */
const SHARE = 0.8;
/** Of fewer captions nothing can be said. */
const FEWEST = 5;
const MOST_NAMED = 8;
/** A caption of more phrases is no list of traits. */
const MOST_PHRASES = 300;

/** Traits that nearly every caption names: they bind to their words, and the trigger alone will not show them. */
export function traitFindings({ settings, pictures }: ScannedSubset): Finding[] {
  const { trigger, who, className, named } = settings;
  if (trigger === undefined) return [];
  const captions = pictures.flatMap(({ caption }) =>
    caption?.lines.length ? [caption.lines.join(', ')] : [],
  );
  if (captions.length < FEWEST) return [];
  const counts = new Map<string, number>();
  for (const caption of captions) {
    const phrases = caption.split(',', MOST_PHRASES).map((phrase) => phrase.trim().toLowerCase());
    for (const phrase of new Set(phrases)) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  const own = new Set([who, className].map((text) => text?.toLowerCase()));
  const traits = [...counts].filter(
    ([phrase, count]) =>
      count >= captions.length * SHARE && phrase !== '' && !own.has(phrase) && !hasWord(phrase, trigger),
  );
  if (traits.length === 0) return [];
  const words = traits.slice(0, MOST_NAMED).map(([phrase]) => `“${phrase.slice(0, 60)}”`);
  const most = Math.max(...traits.map(([, count]) => count));
  const text = words.join(', ');
  return [
    {
      level: 'warning',
      code: 'traits_in_captions',
      file: named,
      message:
        most === captions.length
          ? l10n.t('Every caption repeats {0}: such constant traits bind to their words, and the trigger “{1}” alone will not show them.', text, trigger) // prettier-ignore
          : l10n.t('{0} of {1} captions repeat {2}: such constant traits bind to their words, and the trigger “{3}” alone will not show them.', most, captions.length, text, trigger), // prettier-ignore
      fix: l10n.t('Take what is always the same out of the captions; leave in what changes.'),
    },
  ];
}
