import * as l10n from '@vscode/l10n';
import { basename, dirname } from 'node:path';
import { Meter } from '../../progress/meter';
import { NO_WORDS } from '../filter/filterWords';
import type { FolderLora } from '../grammar/folderLora';
import { inOrder } from './inOrder';
import { OUTCOMES, type Batch, type PlannedChange, type PlannedFiles } from './workerProtocol';
import { RunLoras } from './runLoras';
import type { PromptThreads } from './threads';
import type { ChangedFile, PromptCommand, PromptPlan, PromptTarget, RunOptions } from './types';

type Writable<List> = List extends readonly (infer Item)[] ? Item[] : never;

/** Finds out what a command would do to files; reads them on threads and writes nothing. */
export class PlanRun {
  private readonly meter: Meter;
  private readonly loras: RunLoras;
  private readonly changed: ChangedFile[] = [];
  private readonly unchanged: string[] = [];
  private readonly skipped: Writable<PromptPlan['skipped']> = [];
  private readonly failed: Writable<PromptPlan['failed']> = [];
  /** By folder: files skipped because their folder has no LoRA. */
  private readonly withoutLora = new Map<string, number>();
  /** Folders whose LoRA the plan uses. */
  private readonly withLora = new Set<string>();
  /** By target, how many files lose a LoRA tag, and the first such tag. */
  private readonly lostTags = new Map<number, { readonly tag: string; readonly files: number }>();

  constructor(
    private readonly threads: PromptThreads,
    private readonly command: PromptCommand,
    private readonly targets: readonly PromptTarget[],
    loraOf: (folder: string) => Promise<FolderLora | undefined>,
    private readonly options: RunOptions,
  ) {
    this.meter = new Meter(options.onProgress, { rate: 'files' });
    this.loras = new RunLoras(loraOf);
  }

  async run(): Promise<PromptPlan> {
    const { command, targets } = this;
    this.meter.enter('finding');
    const places = targets.map(({ base, paths }) => ({ base, paths }));
    const { signal } = this.options;
    const { batches, failed } = await this.threads.call({ kind: 'find', places }, { signal });
    this.failed.push(...failed);
    this.meter.enter('reading', { files: batches.reduce((sum, { files }) => sum + files, 0) });
    await inOrder(
      batches.map((batch) => this.planBatch(batch)),
      async (answer, index) => {
        const batch = batches[index];
        if (batch && answer) await this.addBatch(batch, answer);
      },
    );
    this.failed.sort((one, other) => (one.path < other.path ? -1 : 1));
    const { changed, unchanged, skipped } = this;
    return {
      command,
      targets,
      changed,
      unchanged,
      skipped,
      failed: this.failed,
      warnings: await this.warnings(),
    };
  }

  private async planBatch({ paths, place }: Batch): Promise<PlannedFiles | undefined> {
    const target = this.targets[place];
    if (!target) return undefined;
    const loras = this.command === 'regenerate' ? await this.loras.ofFiles(paths.split('\0')) : [];
    this.options.signal?.throwIfAborted();
    const rules = this.threads.rules(this.command, target.rules);
    return this.threads.call(
      { kind: 'plan', rules, paths, loras },
      { signal: this.options.signal, onProgress: (files) => this.meter.addFiles(files) },
    );
  }

  private async addBatch({ paths, place }: Batch, answer: PlannedFiles): Promise<void> {
    const regenerates = this.command === 'regenerate';
    const changes = JSON.parse(answer.changed) as PlannedChange[];
    let next = 0;
    this.failed.push(...answer.failed);
    for (const [index, path] of paths.split('\0').entries()) {
      const outcome = OUTCOMES[answer.outcomes[index] ?? 0] ?? 'unchanged';
      if (outcome === 'changed') {
        const change = changes[next++];
        const lora = regenerates ? await this.loras.of(dirname(path)) : undefined;
        const loraName = lora && 'name' in lora ? { loraName: lora.name } : undefined;
        if (change) this.changed.push({ path, ...change, ...loraName });
        if (change && !regenerates && this.targets[place]?.rules.loraTags === 'all')
          this.noteLostTag(place, change);
      } else if (outcome === 'unchanged') this.unchanged.push(path);
      else if (outcome !== 'failed') this.skipped.push({ path, reason: outcome });
      if (regenerates) this.noteLora(dirname(path), outcome);
    }
  }

  private noteLostTag(place: number, { fields }: PlannedChange): void {
    const tag = fields.find(({ field }) => field === 'lora')?.lostTags?.[0];
    if (tag === undefined) return;
    const known = this.lostTags.get(place) ?? { tag, files: 0 };
    this.lostTags.set(place, { ...known, files: known.files + 1 });
  }

  private noteLora(folder: string, outcome: (typeof OUTCOMES)[number]): void {
    if (outcome === 'no_lora') this.withoutLora.set(folder, (this.withoutLora.get(folder) ?? 0) + 1);
    else if (outcome === 'changed' || outcome === 'unchanged') this.withLora.add(folder);
  }

  private async warnings(): Promise<PromptPlan['warnings']> {
    const warnings: Writable<PromptPlan['warnings']> = [];
    for (const { base, rules, notices = [] } of this.targets) {
      for (const message of notices) warnings.push({ path: base, message });
      if (Object.keys(NO_WORDS).every((group) => rules.words[group as keyof typeof NO_WORDS].length === 0))
        warnings.push({
          path: base,
          message: l10n.t('There are no filter words: only LoRA tags are moved.'),
        });
    }
    for (const [place, { tag, files }] of this.lostTags) {
      warnings.push({ path: this.targets[place]?.base ?? '', message: lostTagText(tag, files) });
    }
    for (const [folder, files] of this.withoutLora) {
      const message =
        files === 1
          ? l10n.t('There is no LoRA in it: its prompt file was skipped.')
          : l10n.t('There is no LoRA in it: its {0} prompt files were skipped.', files);
      warnings.push({ path: folder, message });
    }
    for (const folder of this.withLora) {
      const lora = await this.loras.of(folder);
      if (!lora || !('others' in lora)) continue;
      if (lora.source === 'file name') {
        const message = l10n.t(
          '{0} has no output name in its header: it goes by its file name, as {1}.',
          basename(lora.file),
          lora.name,
        );
        warnings.push({ path: folder, message, lora: lora.file });
      }
      if (lora.others > 0) warnings.push({ path: folder, message: choiceText(lora) });
    }
    return warnings.sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
  }
}

/** Which of several LoRAs a folder's prompts are for. */
function choiceText({ file, others, broken }: FolderLora): string {
  const [count, chosen] = [others + 1, basename(file)];
  return broken.length === 0
    ? l10n.t('There are {0} LoRAs in it: {1}, the first by name, was taken.', count, chosen)
    : l10n.t(
        'There are {0} LoRAs in it: {1}, the first by name that is a whole file, was taken. Download again, or remove: {2}.',
        count,
        chosen,
        broken.join(', '),
      );
}

function lostTagText(tag: string, files: number): string {
  return files === 1
    ? l10n.t(
        '1 file loses a LoRA tag that "raw_prompt" does not have, such as {0}: Refilter takes the tags from there. Regenerate keeps that of the folder\'s LoRA.',
        tag,
      )
    : l10n.t(
        '{0} files lose a LoRA tag that "raw_prompt" does not have, such as {1}: Refilter takes the tags from there. Regenerate keeps that of the folder\'s LoRA.',
        files,
        tag,
      );
}
