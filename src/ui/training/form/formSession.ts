import * as l10n from '@vscode/l10n';
import { basename, dirname } from 'node:path';
import pLimit from 'p-limit';
import type { DatasetPictures } from '../../../core/media/datasetPictures';
import { Problem } from '../../../core/problem/problem';
import { toProblem } from '../../../core/problem/toProblem';
import { checkDataset, datasetCheckOptions } from '../../../core/training/dataset/checkDataset';
import type { Length } from '../../../core/training/dataset/planLength';
import type { DatasetScan } from '../../../core/training/dataset/scan';
import type { Finding } from '../../../core/training/finding';
import {
  datasetPictures,
  replan,
  unknownCut,
  type DatasetPicture,
} from '../../../core/training/form/datasetView';
import { editTraining, type FieldEdit, type FieldValue } from '../../../core/training/form/editTraining';
import { fieldValue, optionValue } from '../../../core/training/form/fieldText';
import { extraFields, formFields } from '../../../core/training/form/formFields';
import { modelEdits } from '../../../core/training/form/modelEdits';
import { kindOfModel, type ModelKind } from '../../../core/training/job/modelKind';
import { readTraining, type PlacedFinding, type TrainingRead } from '../../../core/training/job/readTraining';
import { fieldAt } from '../../../core/training/language/fieldFacts';
import { FAMILIES, type Family } from '../../../core/training/options/families';
import { shippedTable, type OptionTable } from '../../../core/training/options/optionTable';
import { trainingPath } from '../../../core/training/trainingPath';
import type { FormProblem, FormState } from '../../../protocol/training';
import type { WholeCheck } from '../check/wholeCheck';
import { FAMILY_NAMES } from '../commands/familyNames';
import type { EditorTrainingSettings } from '../trainingSettings';

/** What a form asks of the editor. */
export interface FormHost {
  /** Absolute. */
  readonly path: string;
  text(): string;
  /** Gives the file a new text, as one step that can be undone. */
  apply(text: string): Promise<void>;
  settings(): EditorTrainingSettings;
  /** What is known to be wrong with the file. */
  findings(): readonly PlacedFinding[];
  ownTable(family: Family): OptionTable | undefined;
  /** Base models that are known, as they would stand in the file. */
  baseModels(): readonly string[];
  isTrusted(): boolean;
  pictures(): Promise<DatasetPictures>;
  onChange(): void;
  onError(error: unknown): void;
}

type Check = FormState['check'] & { readonly of?: string };

/** The form of one training file: what it shows, and how a field is changed. The file is the truth. */
export class FormSession {
  private check: Check = { state: 'none', errors: 0, warnings: 0 };
  private environment: FormState['environment'] = { state: 'unknown', problems: [] };
  private scan: DatasetScan | undefined;
  /** What the pictures were read for. */
  private scanned: TrainingRead['training'];
  /** What the pictures are being read for; undefined while they are not read. */
  private scanningFor: string | undefined;
  private scanFault: string | undefined;
  private readonly editing = pLimit(1);
  private readonly closed = new AbortController();
  private scanning = new AbortController();

  constructor(private readonly host: FormHost) {}

  dispose(): void {
    this.closed.abort();
    this.scanning.abort();
  }

  state(): FormState {
    const { host, environment } = this;
    const source = host.text();
    const read = readTraining(source, basename(host.path));
    const broken = read.document.problems[0];
    const findings = host.findings();
    const fields = formFields(read.document.value, findings);
    const extras = extraFields(read.document.value, findings);
    const shown = new Set([...fields, ...extras].flatMap((each) => each.findings));
    const check = this.checkNow(source);
    const family = FAMILIES.find((each) => each === read.document.value.family) ?? 'sd15';
    const table = host.ownTable(family) ?? shippedTable(family);
    const cannotStart = this.cannotStart(check);
    return {
      fileName: basename(host.path),
      ...(broken && { broken: l10n.t('Line {0}: {1}', broken.range.start.line + 1, broken.message) }),
      fields: fields.map(({ findings: own, choices, ...field }) => ({
        ...field,
        ...(choices && { choices: [...choices] }),
        problems: own.map(problemOf),
      })),
      extras: extras.map(({ name, value, findings: own }) => ({ name, value, problems: own.map(problemOf) })),
      options: [...table.keys()].sort(),
      baseModels: [...host.baseModels()],
      families: FAMILIES.map((each) => ({ family: each, label: FAMILY_NAMES[each] })),
      problems: findings.filter((finding) => !shown.has(finding) && isForForm(finding)).map(problemOf),
      length: this.lengthText(read),
      check,
      ...(cannotStart !== undefined && { cannotStart }),
      environment,
    };
  }

  /** Writes a field as it was typed. @throws Problem `bad_input` where it cannot be its value */
  async set(path: string, text: string): Promise<void> {
    const [table, ...names] = path.split('.');
    const option = table === 'extra' ? names.join('.') : '';
    if (option !== '') {
      await this.edit([{ path: ['extra', option], value: optionValue(text) }]);
      return;
    }
    const facts = fieldAt(path.split('.'));
    if (!facts || facts.kind === 'table' || facts.kind === 'tables')
      throw new Problem('bad_input', l10n.t('A training file has no “{0}”.', path), '');
    const value = fieldValue(text, facts);
    if (path === 'base_model')
      await this.setModel(value, typeof value === 'string' ? this.kindOf(value) : undefined); // prettier-ignore
    else await this.edit([{ path: path.split('.'), value }]);
  }

  /** Gives the training another base model. @param named as it is to stand in the file */
  setModel(named: FieldValue, kind: ModelKind | undefined): Promise<void> {
    return this.edit(modelEdits(named, kind, readTraining(this.host.text()).document.value));
  }

  /** One after the other: what an edit replaces is found in the text that the one before has left. */
  edit(edits: readonly FieldEdit[]): Promise<void> {
    return this.editing(async () => {
      const before = this.host.text();
      const after = editTraining(before, edits);
      if (after !== before) await this.host.apply(after);
    });
  }

  /** Runs the check of the whole file, and keeps what it found. */
  async runCheck(work: () => Promise<WholeCheck | undefined>): Promise<void> {
    const of = this.host.text();
    const before = { check: this.check, environment: this.environment };
    this.check = { state: 'running', errors: 0, warnings: 0 };
    this.environment = { ...this.environment, state: 'running' };
    this.host.onChange();
    let found: WholeCheck | undefined;
    try {
      found = await work();
    } finally {
      const all = found ? [...found.ofFile, ...found.beyond, ...found.environment] : [];
      const count = (level: Finding['level']) => all.filter((finding) => finding.level === level).length;
      this.check = found
        ? { state: 'done', errors: count('error'), warnings: count('warning'), of }
        : before.check;
      this.environment = before.environment;
      this.setEnvironment(found?.environment);
    }
  }

  /** @param found what a check of the environment found; undefined where it was cancelled */
  setEnvironment(found: readonly Finding[] | undefined): void {
    if (!found) {
      this.host.onChange();
      return;
    }
    const problems = found.filter(({ level }) => level !== 'info').map(problemOf);
    const isLooked = !found.some(({ code }) => code === 'environment_not_checked');
    const state = !isLooked ? 'unknown' : problems.length > 0 ? 'problems' : 'ready';
    this.environment = { state, problems };
    this.host.onChange();
  }

  /** Reads the pictures again, where one may have changed. What is not new of them is not read twice. */
  rescan(): void {
    this.scanning.abort();
    this.scanning = new AbortController();
    const { signal } = this.scanning;
    const { training } = readTraining(this.host.text());
    this.scanningFor = foldersOf(training);
    void this.scanPictures(training, signal).catch((error: unknown) => {
      if (!signal.aborted) this.host.onError(error);
    });
  }

  /** The text has changed: its folders may be others. */
  textChanged(): void {
    const { training } = readTraining(this.host.text());
    if (!training) return;
    const isRead = this.scanningFor === undefined ? this.replanned(training) : this.scanningFor === foldersOf(training); // prettier-ignore
    if (!isRead) this.rescan();
  }

  /** The pictures as far as they are known, and what stands instead of them. */
  datasetPictures(): {
    readonly note?: string;
    /** What is not known of what is cut off. */
    readonly fitNote?: string;
    readonly pictures: readonly DatasetPicture[];
  } {
    // While the file is wrong, the pictures stay as they were: what is typed below them would be lost with them.
    const training = readTraining(this.host.text()).training ?? this.scanned;
    const pictures = training && this.scan ? datasetPictures(training, this.scan) : [];
    const note =
      this.scanFault ??
      (this.scanningFor !== undefined && !this.scan
        ? l10n.t('Reading the pictures…')
        : pictures.length === 0
          ? l10n.t('There are no pictures yet.')
          : undefined);
    const cut = training && pictures.length > 0 ? unknownCut(training) : undefined;
    return {
      ...(note !== undefined && { note }),
      ...(cut && { fitNote: cutText(cut) }),
      pictures,
    };
  }

  private async scanPictures(training: TrainingRead['training'], signal: AbortSignal): Promise<void> {
    const { host } = this;
    try {
      if (!training || (training.pictures === undefined && !training.subsets?.length)) {
        this.scan = this.scanFault = undefined;
        return;
      }
      const settings = host.settings();
      const { scan } = await checkDataset(training, this.toPath(settings), {
        pictures: await host.pictures(),
        signal,
        ...datasetCheckOptions(settings),
      });
      if (signal.aborted) return;
      this.scan = scan;
      this.scanned = training;
      this.scanFault = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.scanFault = toProblem(error, basename(host.path)).message;
    } finally {
      if (!signal.aborted) {
        this.scanningFor = undefined;
        if (!this.closed.signal.aborted) host.onChange();
      }
    }
  }

  /** Of the base model that is named so, where its header tells it. */
  private kindOf(named: string): ModelKind | undefined {
    const path = this.toPath(this.host.settings())(named);
    return path === undefined ? undefined : kindOfModel(path);
  }

  private toPath(settings: EditorTrainingSettings): (text: string) => string | undefined {
    return trainingPath(dirname(this.host.path), settings.baseModels);
  }

  private replanned(training: NonNullable<TrainingRead['training']>) {
    const settings = this.host.settings();
    return this.scan && replan(training, this.scan, this.toPath(settings), datasetCheckOptions(settings));
  }

  private lengthText({ training }: TrainingRead): string {
    if (!training) return l10n.t('How long it will be is known once the errors are mended.');
    const plan = this.replanned(training);
    if (!plan) return this.scanningFor !== undefined ? l10n.t('Counting: the pictures are being read…') : l10n.t('No pictures yet.'); // prettier-ignore
    const pictures = plan.subsets.reduce((sum, subset) => sum + subset.pictures.length, 0);
    return pictures === 0 ? l10n.t('No pictures yet.') : countText(plan.length, pictures);
  }

  private checkNow(source: string): FormState['check'] {
    const { of, ...check } = this.check;
    return check.state === 'done' && of !== source ? { ...check, state: 'changed' } : check;
  }

  private cannotStart({ state, errors }: FormState['check']): string | undefined {
    if (!this.host.isTrusted()) return l10n.t('Nothing is trained in Restricted Mode.');
    if (state === 'running') return l10n.t('It is being checked.');
    if (state === 'none') return l10n.t('Check it first.');
    if (state === 'changed') return l10n.t('It has changed since it was checked: check it again.');
    return errors > 0 ? l10n.t('The check found errors.') : undefined;
  }
}

/** What decides which pictures a training has. */
const foldersOf = (training: TrainingRead['training']): string =>
  JSON.stringify([training?.pictures, training?.caption_extension, training?.subsets]);

function countText({ steps, stepsPerEpoch, epochs, shown, exact }: Length, pictures: number): string {
  const text = l10n.t('{0} steps: {1} pictures, {2} steps an epoch, {3} epochs; {4} pictures are seen in all.', steps, pictures, stepsPerEpoch, epochs, shown); // prettier-ignore
  return exact ? text : `${text} ${l10n.t('The number of processes may change that.')}`;
}

const cutText = (cut: NonNullable<ReturnType<typeof unknownCut>>): string =>
  cut === 'built'
    ? l10n.t('With fit = "crop", what is cut off is decided when the dataset is made.')
    : l10n.t('With random_crop, the trainer cuts off another part each time it takes a picture.');

const problemOf = ({ level, message, fix }: Finding): FormProblem => ({ level, message, fix });

/** Pictures have theirs on them, and facts are told elsewhere. */
const isForForm = ({ level, file, option }: PlacedFinding): boolean =>
  level !== 'info' && (file === undefined || file.endsWith('.training.toml') || option !== undefined);
