import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Log } from '../../../core/log';
import { isSafetensors } from '../../../core/models/modelFile';
import type {
  OutputNameOptions,
  OutputNamePlan,
  WrittenOutputName,
} from '../../../core/models/outputName/types';
import { isLora } from '../../../core/models/view/modelText';
import { formatBytes } from '../../../core/text/amounts';
import { isNode, pickModel, type PickDeps } from '../../models/commands/pickModels';
import type { Jobs } from '../../platform/job';
import type { Problems } from '../../platform/problems';
import { isUri } from '../../platform/uri';
import { isPlanNode } from '../changes/planTree';

export interface LoraNamingDeps extends PickDeps {
  readonly jobs: Jobs;
  readonly problems: Problems;
  readonly log: Log;
  /** What would be written into a LoRA; undefined where it has an output name. */
  readonly plan: (path: string) => Promise<OutputNamePlan | undefined>;
  readonly write: (
    plan: OutputNamePlan,
    options: Required<Pick<OutputNameOptions, 'signal' | 'onProgress' | 'rename'>>,
  ) => Promise<WrittenOutputName>;
}

/** Writes `ss_output_name` into the header of a LoRA that has none, after asking. */
export class LoraNaming {
  /** Files that are being written: a second call for one of them would only fail. */
  private readonly busy = new Set<string>();

  constructor(private readonly deps: LoraNamingDeps) {}

  /** @param of as VS Code passes it: a warning of the preview, a row of the Models view, a URI, a path, or nothing */
  async run(of: unknown): Promise<void> {
    const path = pathOf(of) ?? (await this.pickLora());
    if (path === undefined || this.busy.has(path)) return;
    this.busy.add(path);
    try {
      await this.nameLora(path);
    } catch (error) {
      // Not awaited: the file can be written again, however long the message stays open.
      void this.deps.problems.show(error, basename(path), path);
    } finally {
      this.busy.delete(path);
    }
  }

  private async nameLora(path: string): Promise<void> {
    const { models, dialogs, jobs, log } = this.deps;
    const file = basename(path);
    await models.ready();
    const plan = await this.deps.plan(path);
    if (!plan) {
      void dialogs.info(
        l10n.t('{0} has an output name in its header already: there is nothing to do.', file),
      );
      return;
    }
    const rename = await this.confirm(plan);
    if (rename === undefined) return;
    const written = await jobs.run({
      title: l10n.t('Writing the output name into {0}', file),
      what: file,
      path,
      work: ({ signal, onProgress }) => this.deps.write(plan, { signal, onProgress, rename }),
    });
    if (!written) return;
    log.info(`${file} has the output name ${written.name} now; its SHA-256 is ${written.sha256}`);
    this.tell(file, written);
  }

  /** Says what changes and what is kept. Whether the file is to be renamed, too; undefined where the user cancels. */
  private async confirm({ file, name, rename, keepsName }: OutputNamePlan): Promise<boolean | undefined> {
    const { dialogs } = this.deps;
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
    const chosen = await dialogs.confirm(
      l10n.t('Write the output name "{0}" into {1}?', name, basename(file.path)),
      detail.filter(Boolean).join('\n\n'),
      write,
      ...(rename ? [keep] : []),
    );
    return chosen === undefined ? undefined : chosen === write;
  }

  private tell(old: string, { path, name, renamed, keepsName, notAsked }: WrittenOutputName): void {
    const { dialogs } = this.deps;
    const text = renamed
      ? l10n.t('{0} has the output name {1} now, and is called {2}.', old, name, basename(path))
      : l10n.t('{0} has the output name {1} now.', old, name);
    const trouble = [keepsName, notAsked].flatMap((problem) => problem ?? []);
    if (trouble.length === 0) {
      void dialogs.info(text);
      return;
    }
    void dialogs.warn([text, ...trouble.map(({ message, advice }) => `${message} ${advice}`)].join(' '));
  }

  private async pickLora(): Promise<string | undefined> {
    const entry = await pickModel(this.deps, [], {
      title: l10n.t('Write the output name into which LoRA?'),
      none: l10n.t('There is no LoRA whose header could hold a name.'),
      fits: (candidate) => isLora(candidate) && isSafetensors(candidate.path),
    });
    return entry?.path;
  }
}

/** The file that a command's argument stands for. */
function pathOf(of: unknown): string | undefined {
  if (typeof of === 'string') return of;
  if (isUri(of)) return of.fsPath;
  if (isPlanNode(of)) return of.kind === 'warning' ? of.warning.lora : undefined;
  return isNode(of) && of.kind === 'model' ? of.path : undefined;
}
