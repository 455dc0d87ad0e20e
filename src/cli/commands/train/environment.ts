import type { Command } from 'commander';
import { dirname, resolve } from 'node:path';
import { statPath } from '../../../core/files/statPath';
import { readUtf8 } from '../../../core/json/jsonFile';
import { checkEnvironment, type EnvironmentCheck } from '../../../core/training/environment/checkEnvironment';
import { checkEnvironmentOf } from '../../../core/training/job/checkBeyond';
import { readTraining } from '../../../core/training/job/readTraining';
import { trainingPath } from '../../../core/training/trainingPath';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import type { Session } from '../../session';
import { line, row, summary } from './check';
import { factsDocument, factsLines } from './environmentRows';
import { addSettings, trainingSettingsOf, type SettingsOptions } from './settings';

const HELP = `
Loads the packages that sd-scripts needs in that Python, and computes on each GPU: that takes up to some minutes.
Ends with 1 where there is an error. With a training file, also what this training needs beyond that.`;

export function registerEnvironment(train: Command, run: Run): void {
  const command = train
    .command('environment')
    .description('check what trainings run on: Python and its packages, GPUs, sd-scripts, folders')
    .argument('[file]', 'a .training.toml file');
  addSettings(command)
    .addHelpText('after', HELP)
    .action((file: string | undefined, options: SettingsOptions) =>
      run(options, (session) => environment(session, file, options)),
    );
}

async function environment(
  { output, signal }: Session,
  file: string | undefined,
  options: SettingsOptions,
): Promise<number> {
  const settings = trainingSettingsOf(options);
  output.note('Loading the packages of the trainer: this can take some minutes.');
  const { findings, facts } =
    file === undefined
      ? await checkEnvironment(settings, {}, { signal })
      : await checkFor(file, settings, signal);
  output.result({ findings: findings.map(row), facts: factsDocument(facts) }, [
    ...factsLines(facts),
    ...findings.map(line),
    summary(findings),
  ]);
  return findings.some(({ level }) => level === 'error') ? EXIT.failed : EXIT.ok;
}

async function checkFor(
  file: string,
  settings: ReturnType<typeof trainingSettingsOf>,
  signal: AbortSignal,
): Promise<EnvironmentCheck> {
  await statPath(file);
  const source = (await readUtf8(file)) ?? '';
  const toPath = trainingPath(dirname(resolve(file)), settings.baseModels);
  const { findings, facts } = await checkEnvironmentOf(source, file, toPath, { settings, signal });
  // A file that is none is told as such, and the rest is checked all the same.
  if (facts) return { findings, facts };
  const rest = await checkEnvironment(settings, {}, { signal });
  return { ...rest, findings: [...readTraining(source, file).findings, ...rest.findings] };
}
