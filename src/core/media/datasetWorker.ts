import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { Problem } from '../problem/problem';
import { answerCalls } from '../threads/workerSide';
import { inspectPicture, isTrap } from './inspectPicture';
import { makePicture, type MakeOrder } from './makePicture';
import type { Inspected } from './pictureFacts';
import { loadSharp, safeBuilds, type SharpBuild } from './sharpBuild';

interface Builds {
  /** The builds of `sharp` to try; without them, those that are safe in this program. */
  readonly builds?: readonly SharpBuild[] | undefined;
}

export type DatasetRequest = Builds &
  (
    { readonly kind: 'inspect'; readonly path: string } | { readonly kind: 'make'; readonly order: MakeOrder }
  );

export interface DatasetAnswers {
  readonly inspect: Inspected;
  readonly make: undefined;
}

async function answer(request: DatasetRequest): Promise<DatasetAnswers[keyof DatasetAnswers]> {
  const sharp = await loadSharp(request.builds ?? safeBuilds(process));
  if (!sharp)
    throw new Problem(
      'unreadable',
      l10n.t('Pictures cannot be read: the library “sharp” does not run on this system.'),
      l10n.t('Install the extension for this system, or a newer version of the system.'),
    );
  if (request.kind === 'inspect') return inspectPicture(sharp, request.path);
  try {
    await makePicture(sharp, request.order);
    return undefined;
  } catch (error) {
    if (error instanceof Problem || isTrap(error)) throw error;
    const name = basename(request.order.from);
    const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
    throw new Problem(
      'unreadable',
      l10n.t('{0} could not be converted ({1}).', name, detail.slice(0, 200)),
      l10n.t('Save it again with a picture editor, or remove it.'),
    );
  }
}

answerCalls<DatasetRequest, DatasetAnswers[keyof DatasetAnswers]>(answer);
