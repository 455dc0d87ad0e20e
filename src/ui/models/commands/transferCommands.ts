import type { CommandHandlers } from '../../platform/contributions/commandIds';
import { exportMetadata } from './exportMetadata';
import { chooseImport, type TransferDeps } from './importMetadata';

/** Export Metadata and Import Metadata: one JSON file for a folder of models. */
export function transferCommands(
  deps: TransferDeps,
): CommandHandlers<'diffusionWorkbench.models.exportMetadata' | 'diffusionWorkbench.models.importMetadata'> {
  return {
    'diffusionWorkbench.models.exportMetadata': (row) => exportMetadata(deps, row),
    'diffusionWorkbench.models.importMetadata': (row) => chooseImport(deps, row),
  };
}
