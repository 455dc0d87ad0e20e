import { formatBytes, formatDuration } from '../../text/amounts';
import { english, type Translate } from '../../text/translate';
import type { AnnotateProgress } from '../identify/types';

/** One line that says how far an annotate run is: files, bytes, rate, time left, requests. */
export function progressText(progress: AnnotateProgress, t: Translate = english): string {
  const parts = [
    phaseText(progress.phase, t),
    t('{0} of {1} files', progress.filesDone.toLocaleString('en'), progress.files.toLocaleString('en')),
  ];
  if (progress.bytes > 0) {
    parts.push(t('{0} of {1}', formatBytes(progress.bytesDone), formatBytes(progress.bytes)));
    if (progress.bytesDone < progress.bytes) {
      if (progress.bytesPerSecond > 0) parts.push(`${formatBytes(progress.bytesPerSecond)}/s`);
      if (progress.secondsLeft !== undefined) {
        parts.push(t('{0} left', formatDuration(progress.secondsLeft, t)));
      }
    }
  }
  parts.push(
    progress.requests === 1 ? t('1 request') : t('{0} requests', progress.requests.toLocaleString('en')),
  );
  return parts.join(' · ');
}

/** What the questions before the hashing count for, in percent: nobody knows yet how much there is to hash. */
const ASKING_PERCENT = 10;

/** How much of a run is done, 0…100: a little for the questions, the rest by bytes; by files where none is hashed. */
export function progressPercent({ phase, files, filesDone, bytes, bytesDone }: AnnotateProgress): number {
  const byFiles = filesDone / Math.max(1, files);
  if (phase === 'reading' || phase === 'asking') return byFiles * ASKING_PERCENT;
  if (bytes === 0) return byFiles * 100;
  return ASKING_PERCENT + Math.min(1, bytesDone / bytes) * (100 - ASKING_PERCENT);
}

function phaseText(phase: AnnotateProgress['phase'], t: Translate): string {
  switch (phase) {
    case 'reading':
      return t('Reading headers');
    case 'asking':
      return t('Asking Civitai');
    case 'hashing':
      return t('Hashing');
    case 'previews':
      return t('Downloading previews');
  }
}
