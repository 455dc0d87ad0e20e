import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { CivitaiClient } from '../civitai/client';
import type { ModelVersion, VersionFile } from '../civitai/schemas';
import { fileBytes } from '../civitai/versionFiles';
import { isThere, renameNew } from '../files/renameNew';
import { safeName } from '../files/safeName';
import { syncFolder } from '../files/syncFolder';
import { readHeader } from '../models/header/read';
import { isModelFile, isSafetensors } from '../models/modelFile';
import { clearLeftovers } from '../net/download/partFile';
import type { DownloadedPart } from '../net/download/request';
import { Problem } from '../problem/problem';
import { chooseFile, sha256In, type FileWish } from './chooseFile';

export interface VersionDownloadDeps {
  /** Asked at each use, since a setting may replace it. */
  readonly civitai: () => Pick<CivitaiClient, 'version' | 'files'>;
  /** The SHA-256 of a file that is there; undefined where there is none. */
  readonly sha256Of: (path: string) => Promise<string | undefined>;
  /** Keeps the SHA-256 that was found while a file came, so that it is not read again. */
  readonly remember: (path: string, sha256: string) => Promise<void>;
  /** Writes the sidecar of a file that has come, with its preview. */
  readonly annotate: (path: string, versionId: number) => Promise<void>;
}

export interface VersionDownloadOptions extends FileWish {
  /** Where it goes, absolute. */
  readonly folder: string;
  /** Asks also for a file that was wrong when it came before. */
  readonly again?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
  readonly onWait?: (why: Problem | undefined) => void;
}

export interface DownloadedModel {
  readonly path: string;
  /** `present`: the very same file was there. */
  readonly state: 'downloaded' | 'present';
  readonly bytes: number;
  readonly sha256: string;
  /** Whether its SHA-256 is the one that Civitai gives. */
  readonly isVerified: boolean;
}

/**
 * Downloads a file of a model version, checks it, and writes its sidecar. Nothing is written over: another file of that
 * name makes it get the number of its version.
 * @throws Problem of the network, of the file, or of writing; what came stays as `.part`, to go on with
 */
export async function downloadVersion(
  versionId: number,
  { folder, again, signal, onProgress, onWait, ...wish }: VersionDownloadOptions,
  deps: VersionDownloadDeps,
): Promise<DownloadedModel> {
  const version = await deps.civitai().version(versionId, signal);
  if (!version) throw noVersion(versionId);
  const file = chooseFile(version, wish);
  const { id = 0 } = file;
  const sha256 = sha256In(file);
  for (;;) {
    const target = await placeFor(folder, nameOf(file, version), versionId, sha256, deps.sha256Of);
    if (target.isThere) {
      await clearLeftovers(target.path);
      const { size } = await stat(target.path);
      return { path: target.path, state: 'present', bytes: size, sha256: sha256 ?? '', isVerified: true };
    }
    const taken = { isSo: false };
    try {
      const part = await deps.civitai().files.model(versionId, id, {
        target: target.path,
        bytes: fileBytes(file),
        sha256,
        signal,
        again,
        before: async () => {
          taken.isSo = (await deps.sha256Of(target.path)) !== undefined;
          if (taken.isSo) throw isThere(basename(target.path));
        },
        ...(isSafetensors(target.path) && { check: checkHeader }),
        place: async ({ path }) => {
          await renameNew(path, target.path);
          await syncFolder(folder);
        },
        ...(onProgress && { onProgress }),
        ...(onWait && { onWait }),
      });
      await deps.remember(target.path, part.sha256);
      await deps.annotate(target.path, versionId);
      return { path: target.path, state: 'downloaded', bytes: part.bytes, sha256: part.sha256, isVerified: part.isVerified }; // prettier-ignore
    } catch (error) {
      // Another process has brought a file of that name: it is looked at again what is there.
      if (!taken.isSo) throw error;
    }
  }
}

/** @throws Problem `bad_answer` for a file that is no model */
function nameOf({ name, id }: VersionFile, version: ModelVersion): string {
  const safe = safeName(name ?? '', `${version.model?.name ?? 'model'}_${id ?? ''}.safetensors`);
  if (isModelFile(safe)) return safe;
  throw new Problem(
    'bad_answer',
    l10n.t('{0} is no model file.', safe),
    l10n.t('Only model files are downloaded; get archives on Civitai.'),
  );
}

/** Where a file goes: its own name, or with the number of its version where another file has that. */
async function placeFor(
  folder: string,
  name: string,
  versionId: number,
  sha256: string | undefined,
  sha256Of: (path: string) => Promise<string | undefined>,
): Promise<{ readonly path: string; readonly isThere: boolean }> {
  const ending = extname(name);
  const stem = name.slice(0, -ending.length);
  for (const tried of [name, `${stem}_${versionId}${ending}`]) {
    const path = join(folder, tried);
    const known = await sha256Of(path);
    if (known === undefined) return { path, isThere: false };
    if (known === sha256) return { path, isThere: true };
  }
  throw new Problem(
    'bad_input',
    l10n.t('Other files are there as {0} and {1}.', name, `${stem}_${versionId}${ending}`),
    l10n.t('Choose another folder, or rename them.'),
  );
}

/**
 * The tensors of a safetensors file end where it ends. What has the SHA-256 that Civitai gives may have more behind them:
 * it was uploaded so.
 * @throws Problem `truncated` or `bad_header`
 */
function checkHeader({ path, bytes, isVerified }: DownloadedPart): void {
  const { headerBytes, dataBytes } = readHeader(path);
  if (isVerified || headerBytes + dataBytes === bytes) return;
  throw new Problem(
    'bad_header',
    l10n.t('{0} goes on behind its tensors.', basename(path, '.part')),
    l10n.t('Download it again.'),
  );
}

/** What to say of a version that is not there. */
export const noVersion = (id: number) =>
  new Problem(
    'not_found',
    l10n.t('Civitai has no version {0}.', id),
    l10n.t('Check the number or the address.'),
  );
