import * as l10n from '@vscode/l10n';
import type { LiveDownload } from '../../../core/downloads/queue/liveDownload';
import { creatorOf, imagesOf, modelOf, type ItemFailure } from '../../../core/downloads/queue/results';
import type { ImageTask } from '../../../core/images/imageTask';
import type { Task } from '../../../core/tasks/task';
import { canDo, isFinished } from '../../../core/tasks/transitions';
import type { TreeRow } from '../../platform/treeRow';
import { formatBytes, formatDuration } from '../../../core/text/amounts';

/** What is known of a download beside its task. */
export interface DownloadContext {
  readonly live?: LiveDownload | undefined;
  /** Its turn among those that wait, from 0, and how many these are. */
  readonly turn?: { readonly at: number; readonly of: number } | undefined;
  /** Why nothing runs now. */
  readonly held?: 'offline' | 'metered' | undefined;
}

/** The row of a download. */
export function downloadItem(task: Task, context: DownloadContext): TreeRow {
  const description = descriptionOf(task, context);
  return { label: task.title, description, ...look(task), flags: flagsOf(task, context), lines: linesOf(task, description) }; // prettier-ignore
}

/** An image that is shown below its batch: it comes now, or failed. */
export type ShownImage = Pick<ImageTask, 'id' | 'progress'> & { readonly failure?: ItemFailure };

/** The images to show below a task: those that come now while it runs, and those that failed. */
export function shownImages(task: Task, live: LiveDownload | undefined): ShownImage[] {
  if (!live?.images) return ((imagesOf(task) ?? creatorOf(task))?.failures ?? []).map((failure) => ({ id: failure.id, progress: 0, failure })); // prettier-ignore
  return live.images.flatMap(({ id, state, progress, error }): ShownImage[] => {
    if (state === 'downloading') return [{ id, progress }];
    return error ? [{ id, progress, failure: { type: 'image', id, message: error.message, advice: error.advice } }] : []; // prettier-ignore
  });
}

/** The row of an image. */
export function imageItem({ id, progress, failure }: ShownImage): TreeRow {
  return {
    label: failure?.type === 'model' ? l10n.t('Version {0}', id) : l10n.t('Image {0}', id),
    description: failure?.message ?? percentText(progress),
    ...(failure ? FAILED : RUNNING),
    flags: [],
    lines: failure ? errorLines(failure) : [],
  };
}

function descriptionOf(task: Task, { live, held }: DownloadContext): string {
  const { state, progress, error } = task;
  switch (state) {
    case 'running':
      return task.asked === undefined ? runningText(progress, live) : l10n.t('is being stopped');
    case 'pending':
      if (held === 'offline') return l10n.t('waits for the network');
      return held === 'metered' ? l10n.t('waits: this connection is metered') : l10n.t('waits for its turn');
    case 'paused':
      return progress > 0 ? l10n.t('paused at {0}', percentText(progress)) : l10n.t('paused');
    case 'failed':
      return error?.message ?? l10n.t('failed');
    case 'completed':
      return resultText(task);
    case 'canceled':
      return l10n.t('cancelled');
    case 'skipped':
      return l10n.t('skipped');
  }
}

/** `42 % · 12.3 MB/s · 3 min left`: the end is cut off where there is no room. */
function runningText(progress: number, live: LiveDownload | undefined): string {
  if (live?.waitsFor !== undefined) return l10n.t('waits: {0}', live.waitsFor);
  const { bytesPerSecond, secondsLeft, counts } = live ?? {};
  const parts = [
    ...(progress > 0 || !counts ? [percentText(progress)] : []),
    ...(bytesPerSecond === undefined ? [] : [l10n.t('{0}/s', formatBytes(bytesPerSecond))]),
    ...(secondsLeft === undefined ? [] : [l10n.t('{0} left', formatDuration(secondsLeft))]),
    ...(counts ? countTexts(counts) : []),
  ];
  return parts.join(' · ');
}

const percentText = (share: number): string => `${Math.floor(Math.min(1, share) * 100)} %`;

function countTexts({
  completed,
  skipped,
  failed = 0,
}: {
  completed: number;
  skipped: number;
  failed?: number;
}) {
  return [
    l10n.t('{0} downloaded', completed),
    ...(skipped > 0 ? [l10n.t('{0} there already', skipped)] : []),
    ...(failed > 0 ? [l10n.t('{0} failed', failed)] : []),
  ];
}

function resultText(task: Task): string {
  const images = imagesOf(task);
  if (images) return countTexts(images).join(' · ');
  const creator = creatorOf(task);
  if (creator) return countTexts({ completed: creator.downloaded, skipped: creator.adopted }).join(' · ');
  const model = modelOf(task);
  if (!model) return l10n.t('done');
  if (model.wasThere) return l10n.t('was there already');
  const size = formatBytes(model.bytes);
  return model.isVerified ? l10n.t('{0} · verified', size) : l10n.t('{0} · not verified: Civitai gives no SHA-256', size); // prettier-ignore
}

/** Where what came of a download is, absolute: a file, or the folder of images. */
export const pathOf = (task: Task): string | undefined =>
  modelOf(task)?.path ?? (imagesOf(task) ?? creatorOf(task))?.folder;

const RUNNING = { icon: 'cloud-download', color: 'charts.blue' } as const;
const FAILED = { icon: 'error', color: 'list.errorForeground' } as const;

function look({ state }: Task): Pick<TreeRow, 'icon' | 'color'> {
  switch (state) {
    case 'running':
      return RUNNING;
    case 'pending':
      return { icon: 'history' };
    case 'paused':
      return { icon: 'debug-pause' };
    case 'failed':
      return FAILED;
    case 'completed':
      return { icon: 'pass-filled', color: 'testing.iconPassed' };
    case 'canceled':
    case 'skipped':
      return { icon: 'circle-slash', color: 'descriptionForeground' };
  }
}

function flagsOf(task: Task, { turn }: DownloadContext): string[] {
  const flags: Record<string, boolean> = {
    download: true,
    pausable: canDo(task, 'pause'),
    paused: canDo(task, 'resume'),
    retryable: canDo(task, 'retry'),
    cancelable: canDo(task, 'cancel'),
    finished: isFinished(task),
    notFirst: turn !== undefined && turn.at > 0,
    notLast: turn !== undefined && turn.at < turn.of - 1,
    hasPath: pathOf(task) !== undefined,
  };
  return Object.keys(flags).filter((flag) => flags[flag] === true);
}

const errorLines = ({
  message,
  advice,
}: {
  readonly message: string;
  readonly advice: string;
}): TreeRow['lines'] => [
  [l10n.t('Why:'), message],
  [l10n.t('What to do:'), advice],
];

function linesOf(task: Task, description: string): TreeRow['lines'] {
  const path = pathOf(task);
  return [
    ...(task.error ? errorLines(task.error) : [[l10n.t('State:'), description] as const]),
    ...(path === undefined ? [] : [[l10n.t('File:'), path] as const]),
  ];
}
