import * as l10n from '@vscode/l10n';
import type { ModelVersion } from '../../civitai/schemas';
import { claimOf } from '../header/claims';
import type { HeaderSummary } from '../header/summary';

/** Types that are one to a user: Civitai and trainers name adapters in several ways. */
const TYPE_GROUPS: Readonly<Record<string, string>> = {
  lora: 'LORA',
  locon: 'LORA',
  dora: 'LORA',
  lycoris: 'LORA',
  checkpoint: 'Checkpoint',
  textualinversion: 'TextualInversion',
  controlnet: 'Controlnet',
};

/**
 * What speaks against a file being of a version that the user names.
 * @param sha256 of the file, lower case
 * @returns whole sentences; none where nothing does, or where the version lists this very file
 */
export function linkDoubts(
  version: ModelVersion,
  sha256: string,
  header: HeaderSummary | undefined,
): readonly string[] {
  const hashes = (version.files ?? []).flatMap(({ hashes: of }) =>
    Object.entries(of ?? {}).flatMap(([kind, hash]) =>
      kind.toLowerCase() === 'sha256' ? [hash.toLowerCase()] : [],
    ),
  );
  if (hashes.includes(sha256)) return [];
  const doubts: string[] = [];
  if (hashes.length > 0)
    doubts.push(l10n.t('None of the files of this version has the SHA-256 of this file.'));
  const [mine, theirs] = [claimOf(header?.baseModel)?.family, claimOf(version.baseModel)?.family];
  if (mine !== undefined && theirs !== undefined && mine !== theirs) {
    doubts.push(
      l10n.t('The file is for {0}, the version for {1}.', header?.baseModel ?? '', version.baseModel ?? ''),
    );
  }
  const [type, versionType] = [groupOf(header?.type), groupOf(version.model?.type)];
  if (type !== undefined && versionType !== undefined && type !== versionType) {
    doubts.push(
      l10n.t(
        'The file is of the type {0}, the version of the type {1}.',
        header?.type ?? '',
        version.model?.type ?? '',
      ),
    );
  }
  return doubts;
}

function groupOf(type: string | undefined): string | undefined {
  const key = type?.toLowerCase() ?? '';
  return Object.hasOwn(TYPE_GROUPS, key) ? TYPE_GROUPS[key] : undefined;
}
