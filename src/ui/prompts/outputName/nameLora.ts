import { basename } from 'node:path';
import * as vscode from 'vscode';
import { formatBytes } from '../../../core/text/amounts';
import { noticeText } from '../../../core/text/noticeText';
import { isSafetensors } from '../../../core/models/modelFile';
import { isLora } from '../../../core/models/view/modelText';
import { planOutputName } from '../../../core/models/outputName/planOutputName';
import type {
  OutputNameOptions,
  OutputNamePlan,
  WrittenOutputName,
} from '../../../core/models/outputName/types';
import { writeOutputName } from '../../../core/models/outputName/writeOutputName';
import { isNode, pickModel } from '../../models/commands/pickModels';
import { abortSignal } from '../../platform/cancel';
import { showProblem } from '../../platform/problems';
import { notificationReporter } from '../../platform/progress';
import { settings } from '../../platform/settings';
import { isPlanNode } from '../changes/planTree';
import type { PromptsFeature } from '../feature';

/** Files that are being written: a second call for one would only fail. */
const underWay = new Set<string>();

/**
 * Writes `ss_output_name` into the header of a LoRA that has none, after asking.
 * @param args as VS Code passes them: a warning of the preview, a row of the Models view, a URI, a path, or nothing
 */
export async function nameLora(
  { services, models, log }: PromptsFeature,
  args: readonly unknown[],
): Promise<void> {
  const { l10n, window } = vscode;
  const path = pathOf(args[0]) ?? (await pickLora(models));
  if (path === undefined || underWay.has(path)) return;
  const file = basename(path);
  underWay.add(path);
  try {
    await models.ready();
    const deps = await services.models();
    const plan = await planOutputName(path, deps);
    if (!plan) {
      const text = l10n.t('{0} has an output name in its header already: there is nothing to do.', file);
      void window.showInformationMessage(noticeText(text));
      return;
    }
    const rename = await asks(plan);
    if (rename === undefined) return;
    const written = await withProgress(
      noticeText(l10n.t('Writing the output name into {0}', file)),
      (options) => writeOutputName(plan, deps, { ...options, rename, previews: settings.previewsEnabled() }),
    );
    log.info(`${file} has the output name ${written.name} now; its SHA-256 is ${written.sha256}`);
    tell(file, written);
  } catch (error) {
    // Not waited for: the file is free again, however long the message stays open.
    void showProblem(error, file, log, path);
  } finally {
    underWay.delete(path);
  }
}

/** Says what changes and what is kept. Whether the file is to be renamed, too; undefined where nothing is wanted. */
async function asks(plan: OutputNamePlan): Promise<boolean | undefined> {
  const { l10n, window } = vscode;
  const { file, name, rename, keepsName } = plan;
  const write = l10n.t('Write');
  const keep = l10n.t('Write, Keep File Name');
  const detail = [
    l10n.t('The SHA-256 of the file changes, and Civitai does not know the new one.'),
    l10n.t(
      'Therefore the file is looked up first, and the SHA-256 that it has now is kept in its sidecar: it stays identified.',
    ),
    l10n.t(
      'Only the header is written anew; the tensors stay byte for byte ({0} are copied).',
      formatBytes(file.size),
    ),
    rename &&
      l10n.t(
        'The file becomes {0}, and its sidecar, preview and other files of its name go along.',
        basename(rename.to),
      ),
    keepsName && `${keepsName.message} ${keepsName.advice}`,
  ];
  const chosen = await window.showWarningMessage(
    l10n.t('Write the output name "{0}" into {1}?', name, basename(file.path)),
    { modal: true, detail: detail.filter(Boolean).join('\n\n') },
    write,
    ...(rename ? [keep] : []),
  );
  return chosen === undefined ? undefined : chosen === write;
}

function tell(old: string, { path, name, renamed, keepsName, notAsked }: WrittenOutputName): void {
  const { l10n, window } = vscode;
  const text = renamed
    ? l10n.t('{0} has the output name {1} now, and is called {2}.', old, name, basename(path))
    : l10n.t('{0} has the output name {1} now.', old, name);
  const trouble = [keepsName, notAsked].flatMap((problem) => problem ?? []);
  if (trouble.length === 0) {
    void window.showInformationMessage(noticeText(text));
    return;
  }
  const texts = trouble.map(({ message, advice }) => `${message} ${advice}`);
  void window.showWarningMessage(noticeText([text, ...texts].join(' ')));
}

function withProgress<T>(
  title: string,
  job: (options: Required<Pick<OutputNameOptions, 'signal' | 'onProgress'>>) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (notification, token) =>
      job({
        signal: abortSignal(token),
        onProgress: notificationReporter(notification),
      }),
    ),
  );
}

/** The file that a command's argument stands for. */
function pathOf(of: unknown): string | undefined {
  if (typeof of === 'string') return of;
  if (of instanceof vscode.Uri) return of.fsPath;
  if (isPlanNode(of)) return of.kind === 'warning' ? of.warning.lora : undefined;
  return isNode(of) && of.kind === 'model' ? of.path : undefined;
}

async function pickLora(models: PromptsFeature['models']): Promise<string | undefined> {
  const { l10n } = vscode;
  const entry = await pickModel(models, [], {
    title: l10n.t('Write the output name into which LoRA?'),
    none: l10n.t('There is no LoRA whose header could hold a name.'),
    fits: (candidate) => isLora(candidate) && isSafetensors(candidate.path),
  });
  return entry?.path;
}
