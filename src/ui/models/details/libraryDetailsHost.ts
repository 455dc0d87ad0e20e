import * as vscode from 'vscode';
import type { SafetensorsHeader } from '../../../core/models/header/read';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { EditableField } from '../../../core/models/sidecar/fields';
import type { DetailsCommand, DetailsCommandName } from '../../../protocol/details';
import type { CommandId } from '../../platform/contributions/commandIds';
import type { DetailsHost, EditedValues } from './detailsHost';
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

/** The Details pages' view of the library. */
export class LibraryDetailsHost implements DetailsHost {
  /** @param feature asked for when it is needed: the panels are themselves a part of it */
  constructor(private readonly feature: () => ModelsFeature) {}

  async ready(): Promise<void> {
    await this.feature().models.ready();
  }

  entry(path: string): ModelEntry | undefined {
    return this.feature().models.entry(path);
  }

  onDidChange(listener: (paths: readonly string[] | undefined) => void): () => void {
    const subscription = this.feature().models.onDidChange(listener);
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
    const entry = this.entry(path);
    const { model_id: modelId, version_id: versionId } = command.candidate;
    if (entry) await fetchModel(this.feature(), entry, { modelId, versionId });
  }

  private async reload(path: string): Promise<void> {
    const library = await this.feature().models.ready();
    await library.reload(path);
  }
}
