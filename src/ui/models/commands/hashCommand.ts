import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { HashType } from '../../../core/civitai/hashFormats';
import type { ModelChanges } from '../../../core/models/changes/modelChanges';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import type { Dialogs } from '../../platform/dialogs';
import type { Problems } from '../../platform/problems';
import { pickModel, type PickDeps } from './pickModels';

const STATUS_MS = 5000;

export interface HashDeps extends PickDeps {
  readonly problems: Problems;
  readonly changes: () => Promise<Pick<ModelChanges, 'setHash'>>;
}

/** Edit Hash: a type, then a hash that is checked while it is typed; a pasted address becomes `civitai: M @ V`. */
export function hashCommand(deps: HashDeps): CommandHandlers<'diffusionWorkbench.models.editHash'> {
  return {
    'diffusionWorkbench.models.editHash': async (...args) => {
      const entry = await pickModel(deps, args, { title: l10n.t('Edit the hash of which model?') });
      if (!entry) return;
      const type = await askType(deps.dialogs, entry);
      if (type === undefined) return;
      const text = await askHash(deps.dialogs, entry, type);
      if (text === undefined) return;
      try {
        await saveHash(deps, entry, text, type);
      } catch (error) {
        await deps.problems.show(error, basename(entry.path), entry.path);
      }
    },
  };
}

async function askType(dialogs: Dialogs, entry: ModelEntry): Promise<HashType | undefined> {
  const { HASH_FORMATS } = await import('../../../core/civitai/hashFormats');
  const current = entry.sidecar?.hash_type;
  const picked = await dialogs.pick(
    HASH_FORMATS.map(({ type, label }) => ({
      label: type,
      description: label(),
      detail: type === current ? l10n.t('now: {0}', entry.sidecar?.hash ?? '') : '',
      type,
    })),
    { title: l10n.t('Edit hash of {0} (1/2): type', basename(entry.path)), ignoreFocusOut: true },
  );
  return picked?.type;
}

async function askHash(dialogs: Dialogs, entry: ModelEntry, type: HashType): Promise<string | undefined> {
  const { parseHash } = await import('../../../core/civitai/hashFormats');
  return dialogs.input({
    title: l10n.t('Edit hash of {0} (2/2): {1}', basename(entry.path), type),
    prompt: l10n.t('Type the hash, or paste the address of the model on Civitai.'),
    value: knownHash(entry, type),
    validate: (text) => {
      if (text.trim() === '') return l10n.t('Hash cannot be empty');
      if (parseHash(text, type) ?? pastedAddress(text, parseHash)) return undefined;
      return wrongHash(type);
    },
  });
}

async function saveHash(
  { models, dialogs, changes }: HashDeps,
  entry: ModelEntry,
  text: string,
  type: HashType,
): Promise<void> {
  const { parseHash } = await import('../../../core/civitai/hashFormats');
  const hash = parseHash(text, type) ?? pastedAddress(text, parseHash);
  if (!hash) return;
  await (await changes()).setHash(entry.path, hash);
  const library = await models.ready();
  await library.reload(entry.path);
  dialogs.status(`$(check) ${l10n.t('Hash saved: {0}', hash.display)}`, STATUS_MS);
}

/** The address of a page means `civitai: MODEL @ VERSION` whatever type was chosen. */
function pastedAddress<Hash>(
  text: string,
  parse: (text: string, type: HashType) => Hash | undefined,
): Hash | undefined {
  return text.includes('/') || /^\s*urn:/i.test(text) ? parse(text, 'civitai') : undefined;
}

function knownHash(entry: ModelEntry, type: HashType): string {
  const { sidecar } = entry;
  if (sidecar?.hash !== undefined && sidecar.hash_type === type) return sidecar.hash;
  const sha256 = entry.sha256 ?? sidecar?.hash_sha256;
  switch (type) {
    case 'SHA256':
      return sha256 ?? '';
    case 'AUTOV2':
      return sidecar?.hash_autov2 ?? sha256?.slice(0, 10).toUpperCase() ?? '';
    case 'civitai':
      return sidecar?.civitai_model_id === undefined
        ? ''
        : [sidecar.civitai_model_id, sidecar.civitai_version_id].filter((id) => id !== undefined).join(' @ ');
    case 'legacy':
      return '';
  }
}

function wrongHash(type: HashType): string {
  switch (type) {
    case 'SHA256':
      return l10n.t('A SHA-256 has 64 characters: 0 to 9 and a to f.');
    case 'AUTOV2':
      return l10n.t('An AutoV2 hash has 10 characters: 0 to 9 and a to f.');
    case 'legacy':
      return l10n.t('A legacy hash has 10 characters: 0 to 9 and a to f.');
    case 'civitai':
      return l10n.t('Write MODEL @ VERSION, for example 2131974 @ 2411703, or paste the URL of the model.');
  }
}
