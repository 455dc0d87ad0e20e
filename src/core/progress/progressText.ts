import { formatBytes, formatDuration } from '../text/amounts';
import { english, type Translate } from '../text/translate';
import type { Phase, Progress } from './progress';

/** One line that says how far a run is: phase, files, bytes, rate, time left, requests. */
export function progressText(progress: Progress, t: Translate = english): string {
  const { phase, files, bytes, secondsLeft, requests } = progress;
  return [
    phaseText(phase, t),
    ...(files?.total ? [t('{0} of {1} files', amount(files.done), amount(files.total))] : []),
    ...(bytes?.total ? [t('{0} of {1}', formatBytes(bytes.done), formatBytes(bytes.total))] : []),
    ...rateText(progress, t),
    ...(secondsLeft === undefined ? [] : [t('{0} left', formatDuration(secondsLeft, t))]),
    ...(requests === undefined ? [] : [requestsText(requests, t)]),
  ].join(' · ');
}

function rateText({ bytes, perSecond = 0 }: Progress, t: Translate): string[] {
  if (bytes?.total) return perSecond > 0 ? [`${formatBytes(perSecond)}/s`] : [];
  return perSecond >= 1 ? [t('{0} files/s', amount(perSecond))] : [];
}

function requestsText(requests: number, t: Translate): string {
  return requests === 1 ? t('1 request') : t('{0} requests', amount(requests));
}

function phaseText(phase: Phase, t: Translate): string {
  switch (phase) {
    case 'headers':
      return t('Reading headers');
    case 'asking':
      return t('Asking Civitai');
    case 'hashing':
      return t('Hashing');
    case 'previews':
      return t('Downloading previews');
    case 'finding':
      return t('Looking for prompt files');
    case 'reading':
      return t('Reading');
    case 'writing':
      return t('Writing');
    case 'checking':
      return t('Comparing the tensors');
    case 'renaming':
      return t('Renaming');
    case 'restoring':
      return t('Restoring');
  }
}

function amount(value: number): string {
  return Math.round(value).toLocaleString('en');
}
