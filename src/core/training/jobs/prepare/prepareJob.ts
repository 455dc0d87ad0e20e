import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '../../../files/atomicWrite';
import { readUtf8 } from '../../../json/jsonFile';
import type { WorkerOptions } from '../../../threads/workerPool';
import { settingsToml, trainerSettings, type JobPlaces } from '../../job/trainerSettings';
import { configPaths } from '../../launch/configPaths';
import {
  ACCELERATE_CONFIG,
  ACCELERATE_CONFIG_FILE,
  launchCommand,
  mixedPrecision,
} from '../../launch/launchCommand';
import { launchPlaces } from '../../launch/launchPlaces';
import { resumeSettings, type ResumePlan } from '../../launch/resume';
import { RUNNER_TEXT, runnerSettingsText } from '../../launch/runnerFile';
import { FAMILY_FACTS } from '../../options/families';
import { shippedTable } from '../../options/optionTable';
import type { Settings, SettingValue } from '../../options/settings';
import type { Job } from '../job';
import type { Prepared, SuperviseOptions } from '../supervise/supervise';
import { buildJobDataset } from './buildJobDataset';
import { readJobTraining } from './readJobTraining';

/** Makes a job ready: its dataset, the settings of the trainer, the runner, and the command that starts it. */
export function createPrepare(workers: WorkerOptions): SuperviseOptions['prepare'] {
  return async (job, folder, number, signal) => {
    const read = readJobTraining(job, (await readUtf8(folder.training)) ?? '');
    const { training, document, toPath } = read;
    const script = join(dirname(job.settings.scriptPath), FAMILY_FACTS[training.family].script);
    const { toTrainer, script: trainersScript } = launchPlaces(job.settings, training, script);
    const dataset = await buildJobDataset(read, job.settings, folder, workers, toTrainer, signal);
    const places: JobPlaces = {
      outputDir: toTrainer(folder.output(number)),
      loggingDir: toTrainer(folder.logging),
      ...dataset.places,
    };
    const made = trainerSettings(training, places, (text) => toTrainer(toPath(text)), document);
    const launch = launchCommand(job.settings, training, {
      folder: folder.path,
      runner: true,
      configFile: folder.config,
      script,
      ...configPaths(trainerSettings(training, places, toPath, document).settings),
      accelerateConfig: join(folder.path, ACCELERATE_CONFIG_FILE),
    });
    const plan = resumePlan(job, made.settings, toTrainer, launch.runner);
    const settings = withPlan(made.settings, plan);
    await mkdir(folder.output(number), { recursive: true });
    await mkdir(folder.logging, { recursive: true });
    const files: readonly (readonly [string, string])[] = [
      [folder.config, settingsToml(settings, shippedTable(training.family))],
      [join(folder.path, ACCELERATE_CONFIG_FILE), ACCELERATE_CONFIG],
      [folder.runner, RUNNER_TEXT],
      [
        folder.runnerSettings,
        runnerSettingsText({
          script: trainersScript,
          control: toTrainer(folder.control),
          controlAfter: job.requests,
          precision: mixedPrecision(training),
          steps: plan?.runnerSteps,
        }),
      ],
    ];
    for (const [path, content] of files) await writeFileAtomic(path, content);
    return {
      command: launch.command,
      cwd: launch.cwd,
      env: { ...process.env, ...launch.env },
      runner: launch.runner,
      ...(launch.why !== undefined && { why: launch.why }),
      ...(launch.end && { end: launch.end }),
      outputName: String(settings.output_name),
      precision: mixedPrecision(training),
      dataset: dataset.facts,
      stepOffset: plan?.stepOffset ?? 0,
      nameOffset: plan?.nameOffset ?? 0,
    } satisfies Prepared;
  };
}

/** How a job goes on; undefined where it begins from the start. */
function resumePlan(
  { resumable, plan }: Job,
  settings: Settings,
  toTrainer: (path: string) => string,
  runner: boolean,
): ResumePlan | undefined {
  if (resumable?.folder === undefined || !plan) return undefined;
  const accumulation = settings.gradient_accumulation_steps;
  return resumeSettings({
    stateFolder: toTrainer(resumable.folder),
    trainedSteps: resumable.step,
    totalSteps: plan.totalSteps,
    batchesPerEpoch: plan.batchesPerEpoch,
    gradientAccumulation: typeof accumulation === 'number' ? accumulation : 1,
    runner,
    settings,
  });
}

function withPlan(settings: Settings, plan: ResumePlan | undefined): Settings {
  const all = Object.entries({ ...settings, ...plan?.settings });
  return Object.fromEntries(all.filter((each): each is [string, SettingValue] => each[1] !== undefined));
}
