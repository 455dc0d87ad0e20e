import type { Command } from 'commander';
import { basename, dirname, resolve } from 'node:path';
import { statPath } from '../../../core/files/statPath';
import { readUtf8 } from '../../../core/json/jsonFile';
import { newJob } from '../../../core/training/jobs/newJob';
import { toProblem } from '../../../core/problem/toProblem';
import type { Jobs } from '../../../core/training/jobs/jobs';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import type { Session } from '../../session';
import { attach } from '../jobs/attach';
import { jobDocument, jobLine } from '../jobs/jobRows';
import { jobsDirOption, trainingsOf, type JobsOptions } from '../jobs/options';
import { addSettings, trainingSettingsOf, type SettingsOptions } from './settings';

interface RunOptions extends SettingsOptions, JobsOptions {
  readonly detach?: boolean;
}

const HELP = `
The training goes on when this command is killed: look at it with "jobs". Ctrl+C saves and stops it at its next step,
a second Ctrl+C ends it without saving. Ends with 0 only where the LoRA is there and whole.`;

export function registerRun(train: Command, run: Run): void {
  const command = train
    .command('run', { isDefault: true })
    .description('train a training file and show the output of the trainer; "train FILE" is the same')
    .argument('<file>', 'a .training.toml file')
    .option('--detach', 'do not wait: print the id of the job and end')
    .addOption(jobsDirOption());
  addSettings(command)
    .addHelpText('after', HELP)
    .action((file: string, options: RunOptions) =>
      run(options, (session) => trainFile(session, file, options)),
    );
}

async function trainFile(session: Session, file: string, options: RunOptions): Promise<number> {
  const { services, output } = session;
  await statPath(file);
  const source = { file: basename(file), folder: dirname(resolve(file)) };
  const made = await newJob((await readUtf8(file)) ?? '', source, trainingSettingsOf(options));
  const { jobs } = trainingsOf(services, options);
  const job = await jobs.add(made);
  if (options.detach) {
    output.result(jobDocument(job, jobs.store.folder(job.id).path), [jobLine(job)]);
    return EXIT.ok;
  }
  output.note(`job ${job.id}`);
  stopOnInterrupt(session, jobs, job.id);
  return attach(session, jobs, job.id);
}

/** Ctrl+C saves and stops the training, a second one ends it. */
function stopOnInterrupt({ output, onInterrupt }: Session, jobs: Jobs, id: string): void {
  let interrupts = 0;
  onInterrupt(() => {
    interrupts++;
    const said =
      interrupts === 1
        ? 'Saves and stops at the next step. Press Ctrl+C again to end it without saving.'
        : 'Ending the training…';
    output.note(said);
    jobs.request(id, interrupts === 1 ? 'stop' : 'end').catch((error: unknown) => {
      output.problem(toProblem(error, id));
    });
  });
}
