import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import type { Finding } from '../finding';
import { checkSettings } from '../options/checkSettings';
import type { Family } from '../options/families';
import { shippedTable, type OptionTable } from '../options/optionTable';
import { fieldOf } from './fieldOptions';
import { isPath, READ_OPTIONS } from '../options/pathOptions';
import { readTraining, type PlacedFinding } from './readTraining';
import type { TomlDocument } from './toml';
import type { TrainingFile } from './trainingFile';
import { OF_JOB, trainerSettings, type TrainerSettings } from './trainerSettings';

/** Stands for the folders of a job that is not there yet. */
const NO_JOB = { outputDir: 'output', loggingDir: 'log', trainDataDir: 'dataset' };

/**
 * Checks a training file before a training: TOML, fields, the options of the trainer that they mean, and the files and
 * folders that they name. Every problem at once, each with its place; reads nothing but the file system's entries.
 * @param file as the user calls it
 * @param toPath makes an absolute path of what the user wrote; undefined where a variable in it has no value
 * @param ownTable gives the options of the user's own trainer: what is not among them is an error then
 */
export async function checkTraining(
  source: string,
  file: string,
  toPath: (text: string) => string | undefined,
  ownTable?: (family: Family) => Promise<OptionTable | undefined>,
): Promise<PlacedFinding[]> {
  const { training, findings, document } = readTraining(source, file);
  if (!training) return [...findings];
  const made = settingsOfFile(training, toPath, document);
  // A container has a trainer of its own.
  const own = training.launcher?.type === 'docker' ? undefined : await ownTable?.(training.family);
  const ofOptions = checkSettings(training.family, made.settings, own ?? shippedTable(training.family), {
    own: own !== undefined,
    floats: made.floats,
  }).filter(
    // Of the field, the check of the pictures says it.
    ({ code }) => code !== 'caption_extension_form' || training.extra?.caption_extension !== undefined,
  );
  const ofPaths = await checkPaths(training, toPath);
  return [
    ...findings,
    ...[...made.findings, ...ofOptions, ...ofPaths].map((each) => placedFinding(each, file, document)),
  ];
}

/** The settings of the trainer that a training file means, with folders in place of those of a job. */
export function settingsOfFile(
  training: TrainingFile,
  toPath: (text: string) => string | undefined,
  document: TomlDocument,
): TrainerSettings {
  const places = {
    ...NO_JOB,
    ...(training.samples?.prompts && { samplePrompts: 'prompts.txt' }),
    // Masks work there, and only there.
    ...(training.subsets?.some(({ masks, alpha_mask }) => masks ?? alpha_mask) && {
      datasetConfig: 'dataset.toml',
    }),
  };
  return trainerSettings(training, places, (text) => toPath(text) ?? text, document);
}

/** A finding with its place in the training file, unless it is about another file. */
export function placedFinding(
  finding: Finding,
  file: string,
  { places, value }: TomlDocument,
): PlacedFinding {
  const { option, argument } = finding;
  if (finding.file !== undefined && finding.file !== file) return finding;
  const names = option === undefined ? [] : [`extra.${option}`, option, fieldOf(option) ?? option];
  const name = names.find((each) => places.has(each));
  const place = name === undefined ? undefined : places.get(name);
  // One argument of a list has a place of its own.
  const index = name === undefined || argument === undefined ? -1 : listAt(value, name).indexOf(argument);
  const range = places.get(`${name}.${index}`)?.value ?? place?.key;
  return { ...finding, file, ...(range && { range }) };
}

function listAt(value: TomlDocument['value'], name: string): readonly unknown[] {
  const steps = name.split('.');
  const found = steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[step] : undefined,
    value,
  );
  return Array.isArray(found) ? found : [];
}

/** What a field names. */
type Kind = 'file' | 'folder' | 'file or folder';

function namedPaths(
  training: TrainingFile,
): (readonly [option: string, text: string | undefined, kind: Kind])[] {
  return [
    // A model in the layout of diffusers is a folder.
    ['base_model', training.base_model, 'file or folder'],
    ['network_weights', training.network_weights, 'file'],
    ['pictures', training.pictures, 'folder'],
    ['samples.file', training.samples?.file, 'file'],
    ...Object.entries(training.components ?? {}).map(
      ([name, text]) => [`components.${name}`, text, 'file or folder'] as const,
    ),
    ...READ_OPTIONS.filter((option) => !OF_JOB.has(option)).flatMap((option) =>
      pathsIn(option, training.extra?.[option]).map((text) => [option, text, 'file or folder'] as const),
    ),
    ...(training.subsets ?? []).flatMap(
      ({ folder, masks }, index) =>
        [
          [`subsets.${index}.folder`, folder, 'folder'],
          [`subsets.${index}.masks`, masks, 'folder'],
        ] as const,
    ),
  ];
}

/** The paths that an option of `[extra]` names. */
const pathsIn = (option: string, value: unknown): string[] =>
  [value].flat().filter((text): text is string => typeof text === 'string' && isPath(option, text));

async function checkPaths(
  training: TrainingFile,
  toPath: (text: string) => string | undefined,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [option, text, kind] of namedPaths(training)) {
    if (text === undefined) continue;
    const path = toPath(text);
    const wrong = path === undefined ? 'variable' : await whatIsWrong(path, kind);
    if (wrong !== undefined) findings.push(pathFinding(option, text, wrong));
  }
  return findings;
}

type Wrong = 'variable' | 'missing' | 'no_file' | 'no_folder';

async function whatIsWrong(path: string, kind: Kind): Promise<Wrong | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 'missing';
  if (kind === 'file' && !found.isFile()) return 'no_file';
  return kind === 'folder' && !found.isDirectory() ? 'no_folder' : undefined;
}

function pathFinding(option: string, text: string, wrong: Wrong): Finding {
  const finding = (code: string, message: string, fix: string): Finding => ({
    level: 'error',
    code,
    option,
    message,
    fix,
  });
  switch (wrong) {
    case 'variable':
      return finding(
        'variable_missing',
        l10n.t('“{0}”: {1} has a variable that is not set.', option, text),
        l10n.t('Set the variable, or write the path itself.'),
      );
    case 'missing':
      return finding(
        'path_missing',
        l10n.t('“{0}”: {1} was not found.', option, text),
        l10n.t('Correct the path; a relative one starts in the folder of the training file.'),
      );
    case 'no_file':
      return finding('no_file', l10n.t('“{0}”: {1} is no file.', option, text), l10n.t('Name a file.'));
    case 'no_folder':
      return finding('no_folder', l10n.t('“{0}”: {1} is no folder.', option, text), l10n.t('Name a folder.'));
  }
}
