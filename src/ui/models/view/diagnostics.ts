import * as vscode from 'vscode';
import { sidecarPath } from '../../../core/models/sidecar/path';
import { visible } from '../../../core/text/visible';
import type { ModelEntry } from '../../../core/models/library/modelEntry';
import type { ModelLibrary } from '../library/modelLibrary';

const SOURCE = 'Diffusion Workbench';
const UPDATE_AFTER_MS = 300;

/** Lists every model that was refused or failed in the Problems panel, with its cause and what to do. */
export function showDiagnostics(models: ModelLibrary): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('diffusionWorkbench');
  let timer: NodeJS.Timeout | undefined;
  const update = () => {
    timer = undefined;
    collection.clear();
    collection.set(models.entries().flatMap((entry) => (entry.problem ? [diagnosticsOf(entry)] : [])));
  };
  const listener = models.onDidChange(() => {
    timer ??= setTimeout(update, UPDATE_AFTER_MS);
  });
  return vscode.Disposable.from(listener, collection, { dispose: () => clearTimeout(timer) });
}

function diagnosticsOf(entry: ModelEntry): [vscode.Uri, vscode.Diagnostic[]] {
  const { code, message, advice } = entry.problem ?? { code: 'unreadable', message: '', advice: '' };
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(0, 0, 0, 0),
    visible(`${message} ${advice}`.trim()),
    entry.state === 'refused' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = SOURCE;
  diagnostic.code = code;
  // A sidecar is text that can be mended where the problem opens; gigabytes of numbers are not.
  const file = code === 'not_json' ? sidecarPath(entry.path) : entry.path;
  return [vscode.Uri.file(file), [diagnostic]];
}
