import type { Command } from 'commander';
import { dirname, resolve } from 'node:path';
import { statPath } from '../../../core/files/statPath';
import { readUtf8 } from '../../../core/json/jsonFile';
import { visible } from '../../../core/text/visible';
import { checkDataset, datasetCheckOptions } from '../../../core/training/dataset/checkDataset';
import type { Finding } from '../../../core/training/finding';
import { estimateTraining } from '../../../core/training/jobs/estimate/estimate';
import { trainingPath } from '../../../core/training/trainingPath';
import { checkModelsOf } from '../../../core/training/job/checkBeyond';
import { checkTraining, placedFinding } from '../../../core/training/job/checkTraining';
import { readTraining, type PlacedFinding } from '../../../core/training/job/readTraining';
import { colour, EXIT } from '../../output';
import { withProgressBar } from '../../progressBar';
import type { Run } from '../../run';
import type { Session } from '../../session';
import { machineCheck, type CheckOptions } from './machineCheck';
import { jobsDirOption, trainingsOf } from '../jobs/options';
import { addSettings, trainingSettingsOf } from './settings';
import { withPictures } from '../../trainingPictures';

export function registerCheck(train: Command, run: Run): void {
  const command = train
    .command('check')
    .description('list every problem of a training at once, each with its place and its fix')
    .argument('<file>', 'a .training.toml file')
    .option('--environment', 'also what it runs on; an error where that is not there')
    .option('--no-environment', 'neither start Python nor look for the trainer')
    .addOption(jobsDirOption());
  addSettings(command)
    .addHelpText(
      'after',
      '\nEnds with 1 where there is an error. Checked are the fields, the options of the trainer, the paths,' +
        '\nand every picture and caption; said are also the exact number of steps and the buckets.' +
        '\nWhere sd-scripts is named or found, its own options and what trainings run on are checked, too: that starts' +
        '\nPython and takes up to some minutes. Where it was not named and is not found, a warning says so.',
    )
    .action((file: string, options: CheckOptions) =>
      run(options, (session) => check(session, file, options)),
    );
}

async function check(session: Session, file: string, options: CheckOptions): Promise<number> {
  const { output } = session;
  await statPath(file);
  const source = (await readUtf8(file)) ?? '';
  const settings = trainingSettingsOf(options);
  const toPath = trainingPath(dirname(resolve(file)), settings.baseModels);
  const machine = machineCheck(session, settings, options);
  const ofFile = await checkTraining(source, file, toPath, machine.ownTable);
  const { training, document } = readTraining(source, file);
  const ofPictures = training
    ? await withPictures((pictures) =>
        withProgressBar(output, (onProgress) =>
          checkDataset(training, toPath, {
            pictures,
            signal: session.signal,
            onProgress,
            ...datasetCheckOptions(settings),
          }),
        ),
      )
    : undefined;
  const steps = ofPictures?.plan.length.steps ?? 0;
  const estimate =
    training && steps > 0
      ? await estimateTraining(training, steps, trainingsOf(session.services, options).jobs.store)
      : undefined;
  const said = new Set(ofFile.map(keyOf));
  const findings = [
    ...ofFile,
    ...(await checkModelsOf(source, file, toPath)),
    ...(await machine.findings(source, file, toPath)),
    ...[...(ofPictures?.findings ?? []), ...(estimate ? [estimate] : [])]
      .filter((finding) => !said.has(keyOf(finding)))
      .map((finding) => placedFinding(finding, file, document)),
  ];
  output.result(findings.map(row), [...findings.map(line), summary(findings)]);
  return findings.some(({ level }) => level === 'error') ? EXIT.failed : EXIT.ok;
}

/** Makes absolute paths of what a training file says: a relative one starts in its folder. */
export function pathsFrom(file: string): (text: string) => string | undefined {
  return trainingPath(dirname(resolve(file)), {});
}

/** A folder that is not there is found by the check of paths, too. */
const keyOf = ({ code, option, file }: Finding) =>
  /^(?:path_missing|no_folder|variable_missing)$/.test(code)
    ? `${code} ${option}`
    : `${code} ${option} ${file}`;

/** A finding as `--json` gives it: lines and columns count from 1. */
export function row({ range, ...finding }: PlacedFinding): object {
  return { ...finding, ...(range && { line: range.start.line + 1, column: range.start.column + 1 }) };
}

const COLOURS = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

export function line({ level, file, range, message, fix }: PlacedFinding): string {
  const at = range ? `:${range.start.line + 1}:${range.start.column + 1}` : '';
  const place = file === undefined ? '' : `${visible(file)}${at}: `;
  return `${place}${colour(COLOURS[level], level, process.stdout)}: ${visible(`${message} ${fix}`)}`;
}

export function summary(findings: readonly Finding[]): string {
  const count = (level: Finding['level']) => findings.filter((each) => each.level === level).length;
  return `${count('error')} errors, ${count('warning')} warnings`;
}
