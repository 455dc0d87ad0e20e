import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isModelFile } from '../../../core/models/modelFile';
import type { GallerySubject } from '../../../protocol/gallery';
import { isNode, pickModel } from '../../models/commands/pickModels';
import type { ModelsFeature } from '../../models/feature';
import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { filePaths } from '../../platform/uri';

type Deps = Pick<ModelsFeature, 'models' | 'rows' | 'dialogs'>;

/** Open Preview Gallery: of rows of the Models view, of files and folders of the Explorer, else of what the user picks. */
export function openGalleryCommand(
  deps: Deps,
  show: (subject: GallerySubject) => void,
): CommandHandlers<'diffusionWorkbench.gallery.open'> {
  return {
    'diffusionWorkbench.gallery.open': async (...args) => {
      const subject = await subjectOf(deps, args);
      if (subject) show(subject);
    },
  };
}

async function subjectOf(deps: Deps, [first, all]: readonly unknown[]): Promise<GallerySubject | undefined> {
  if (first === undefined) return pickSubject(deps);
  const selected: readonly unknown[] = Array.isArray(all) && all.includes(first) ? all : [first];
  const nodes = selected.filter(isNode);
  if (nodes.length > 0) return ofRows(deps, nodes);
  const paths = filePaths(selected);
  const models = paths.filter(isModelFile);
  if (models.length > 0) return { kind: 'models', paths: models };
  const folders = new Set<string>();
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found) folders.add(found.isDirectory() ? path : dirname(path));
  }
  return folders.size === 0 ? undefined : { kind: 'pictures', paths: [...folders] };
}

/** A folder of the view is its folder; several rows are all models in them. */
async function ofRows(
  { models, rows }: Deps,
  nodes: readonly Parameters<Deps['rows']['paths']>[0][],
): Promise<GallerySubject | undefined> {
  await models.ready();
  const [only] = nodes;
  if (nodes.length === 1 && only?.kind === 'group' && only.folder !== undefined)
    return { kind: 'modelFolder', path: only.folder };
  const paths = [...new Set(nodes.flatMap((node) => rows.paths(node)))];
  return paths.length === 0 ? undefined : { kind: 'models', paths };
}

async function pickSubject(deps: Deps): Promise<GallerySubject | undefined> {
  const { dialogs } = deps;
  const choices = [
    { label: l10n.t('The Whole Library'), description: l10n.t('all models, their previews and example images'), ask: () => Promise.resolve<GallerySubject>({ kind: 'library' }) }, // prettier-ignore
    {
      label: l10n.t('A Model…'),
      description: l10n.t('its preview and example images'),
      ask: () => askModel(deps),
    },
    { label: l10n.t('A Folder of Pictures…'), description: l10n.t('what you have made yourself, say'), ask: () => askFolder(deps) }, // prettier-ignore
    {
      label: l10n.t('A Creator…'),
      description: l10n.t('by the name on Civitai'),
      ask: () => askCreator(deps),
    },
  ];
  return (await dialogs.pick(choices, { title: l10n.t('Open a gallery of what?') }))?.ask();
}

async function askModel(deps: Deps): Promise<GallerySubject | undefined> {
  const entry = await pickModel(deps, [], { title: l10n.t('Open the gallery of which model?') });
  return entry && { kind: 'models', paths: [entry.path] };
}

async function askFolder({ dialogs }: Deps): Promise<GallerySubject | undefined> {
  const paths = await dialogs.openFolders({ title: l10n.t('Open a gallery of which folder?'), openLabel: l10n.t('Open Gallery') }); // prettier-ignore
  return paths.length === 0 ? undefined : { kind: 'pictures', paths: [...paths] };
}

async function askCreator({ dialogs }: Deps): Promise<GallerySubject | undefined> {
  const name = (await dialogs.input({ title: l10n.t('Open the gallery of which creator?') }))?.trim();
  return name === undefined || name === '' ? undefined : { kind: 'creator', name };
}
