import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { SafetensorsHeader } from '../../../core/models/header/read';
import { sidecarPath } from '../../../core/models/sidecar/path';
import type { EditableField } from '../../../core/models/sidecar/fields';
import type { DetailsCommand, DetailsCommandName } from '../../../protocol/details';
import type { CommandId } from '../../platform/contributions/commandIds';
import type { DetailsHost, EditedValues, ShownModel } from './detailsHost';
import { fetchModel } from '../commands/fetchCommand';
import type { ModelsFeature } from '../feature';

const COMMAND_IDS: Readonly<Record<DetailsCommandName, CommandId>> = {
  fetch: 'diffusionWorkbench.models.fetch',
  unlink: 'diffusionWorkbench.models.unlink',
  editHash: 'diffusionWorkbench.models.editHash',
  copyTriggerWords: 'diffusionWorkbench.models.copyTriggerWords',
  copyHash: 'diffusionWorkbench.models.copyHash',
  copyLoraTag: 'diffusionWorkbench.models.copyLoraTag',
  copyDownloadUrl: 'diffusionWorkbench.models.copyDownloadUrl',
  openOnCivitai: 'diffusionWorkbench.models.openOnCivitai',
  otherVersions: 'diffusionWorkbench.downloads.otherVersion',
  reveal: 'diffusionWorkbench.models.revealInOs',
  openSidecar: 'diffusionWorkbench.models.openSidecar',
};

/** What the cards of models see of the library. */
export class LibraryDetailsHost implements DetailsHost {
  /** @param feature asked for when it is needed: the cards are themselves a part of it */
  constructor(private readonly feature: () => ModelsFeature) {}

  async model(path: string): Promise<ShownModel> {
    const { models } = this.feature();
    // A card that VS Code restores may be what wakes the extension.
    const library = await models.ready();
    const entry = models.entry(path);
    return entry ? { entry, isOutside: false } : { entry: await library.readOutside(path), isOutside: true };
  }

  onDidChange(path: string, listener: () => void): () => void {
    const { models } = this.feature();
    const files = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(dirname(path)), '*'),
    );
    const own = [path, sidecarPath(path)];
    const changed = ({ fsPath }: vscode.Uri) => {
      // The library watches its own models, and tells of them when it has read them.
      if (own.includes(fsPath) && !models.entry(path)) listener();
    };
    const subscription = vscode.Disposable.from(
      models.onDidChange((paths) => {
        if (!paths || paths.includes(path)) listener();
      }),
      files,
      files.onDidCreate(changed),
      files.onDidChange(changed),
      files.onDidDelete(changed),
    );
    return () => {
      subscription.dispose();
    };
  }

  async trainingInfo(path: string): Promise<readonly { readonly label: string; readonly value: string }[]> {
    const { isSafetensors } = await import('../../../core/models/modelFile');
    if (!isSafetensors(path)) return [];
    const { trainingInfo } = await import('../../../core/models/header/trainingInfo');
    const { scanner } = await this.feature().services.models();
    const { metadata }: SafetensorsHeader = await scanner.header(path);
    return trainingInfo(metadata);
  }

  async edit(path: string, values: EditedValues): Promise<void> {
    await (await this.feature().changes()).edit(path, values);
    await this.reload(path);
  }

  async applyOffer(path: string, field: EditableField): Promise<void> {
    await (await this.feature().changes()).takeOffer(path, field);
    await this.reload(path);
  }

  async run(command: DetailsCommand, path: string): Promise<void> {
    if (command.command !== 'choose') {
      await vscode.commands.executeCommand(COMMAND_IDS[command.command], path);
      return;
    }
    const entry = this.feature().models.entry(path);
    const { model_id: modelId, version_id: versionId } = command.candidate;
    if (entry) await fetchModel(this.feature(), entry, { modelId, versionId });
  }

  private async reload(path: string): Promise<void> {
    const { models } = this.feature();
    const library = await models.ready();
    // Reloading takes in what lies in a root, also what is left out of the library.
    if (models.entry(path)) await library.reload(path);
  }
}
