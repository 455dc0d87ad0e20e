import type { ModelEntry } from '../../../core/models/library/modelEntry';
import { isSafetensors } from '../../../core/models/modelFile';
import { downloadUrl, isLora, modelType, shownHash } from '../../../core/models/view/modelText';

/**
 * The flags that `when` clauses of the context menu test.
 * @param inWorkspace whether it lies in an open folder
 */
export function modelFlags(entry: ModelEntry, inWorkspace: boolean): string[] {
  const { sidecar, problem, header } = entry;
  const lora = isLora(entry);
  // Other formats have no header that could be read or written.
  const hasHeader = isSafetensors(entry.path) && entry.state !== 'refused';
  const flags: Record<string, boolean> = {
    model: true,
    checkpoint: (modelType(entry) ?? 'Checkpoint') === 'Checkpoint',
    lora,
    loraWithHeader: lora && hasHeader,
    unnamedLora: lora && hasHeader && header?.outputName === undefined,
    [entry.state]: true,
    hasCivitai: sidecar?.civitai_model_id !== undefined || sidecar?.civitai_version_id !== undefined,
    hasSidecar: sidecar !== undefined || problem?.code === 'not_json',
    hasTriggers: (sidecar?.trigger_words?.length ?? 0) > 0,
    hasHash: shownHash(entry) !== undefined,
    hasDownload: downloadUrl(entry) !== undefined,
    inWorkspace,
  };
  return Object.keys(flags).filter((flag) => flags[flag] === true);
}
