import * as l10n from '@vscode/l10n';
import { formatBytes, formatDuration } from '../text/amounts';
import type { Phase, Progress } from './progress';

/** One line that says how far a run is: phase, files, bytes, rate, time left, requests. */
export function progressText(progress: Progress): string {
  const { phase, files, bytes, secondsLeft, requests, isWaiting } = progress;
  return [
    phaseText(phase),
    ...(files?.total ? [l10n.t('{0} of {1} files', amount(files.done), amount(files.total))] : []),
    ...(bytes?.total ? [l10n.t('{0} of {1}', formatBytes(bytes.done), formatBytes(bytes.total))] : []),
    ...rateText(progress),
    ...(secondsLeft === undefined ? [] : [l10n.t('{0} left', formatDuration(secondsLeft))]),
    ...(requests === undefined ? [] : [requestsText(requests)]),
    ...(isWaiting ? [l10n.t('waiting for Civitai…')] : []),
  ].join(' · ');
}

function rateText({ bytes, perSecond = 0 }: Progress): string[] {
  if (bytes?.total) return perSecond > 0 ? [`${formatBytes(perSecond)}/s`] : [];
  return perSecond >= 1 ? [l10n.t('{0} files/s', amount(perSecond))] : [];
}

function requestsText(requests: number): string {
  return requests === 1 ? l10n.t('1 request') : l10n.t('{0} requests', amount(requests));
}

function phaseText(phase: Phase): string {
  switch (phase) {
    case 'headers':
      return l10n.t('Reading headers');
    case 'asking':
      return l10n.t('Asking Civitai');
    case 'hashing':
      return l10n.t('Hashing');
    case 'previews':
      return l10n.t('Downloading previews');
    case 'finding':
      return l10n.t('Looking for prompt files');
    case 'reading':
      return l10n.t('Reading');
    case 'writing':
      return l10n.t('Writing');
    case 'checking':
      return l10n.t('Comparing the tensors');
    case 'loading':
      return l10n.t('Loading the packages of the trainer');
    case 'renaming':
      return l10n.t('Renaming');
    case 'restoring':
      return l10n.t('Restoring');
  }
}

function amount(value: number): string {
  return Math.round(value).toLocaleString('en');
}
