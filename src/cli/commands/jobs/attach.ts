import type { Command } from 'commander';
import type { Job } from '../../../core/training/jobs/job';
import { followJob } from '../../../core/training/jobs/followJob';
import type { Jobs } from '../../../core/training/jobs/jobs';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import type { Session } from '../../session';
import { jobDocument, jobLines } from './jobRows';
import { jobsDirOption, trainingsOf, type JobsOptions } from './options';

export function registerAttach(jobs: Command, run: Run): void {
  jobs
    .command('attach')
    .description(
      'show the output of a training from its beginning, until it ends; Ctrl+C changes nothing for it',
    )
    .argument('<job>', 'its id, as the list has it')
    .addOption(jobsDirOption())
    .action((id: string, options: JobsOptions) =>
      run(options, (session) => attach(session, trainingsOf(session.services, options).jobs, id)),
    );
}

/** Follows a job to its end and tells how it ended. @returns the exit code: 0 only where it is done */
export async function attach({ output, signal }: Session, jobs: Jobs, id: string): Promise<number> {
  let state: Job['state'] | undefined;
  const job = await followJob(jobs, id, {
    signal,
    // With --json, one document goes to standard output: the trainer's words go beside it.
    onOutput: (bytes) => void (output.json ? process.stderr : process.stdout).write(bytes),
    onChange: (now) => {
      if (now.state !== state && now.state !== 'training') output.note(`${now.name}: ${now.state}`);
      state = now.state;
    },
  });
  if (signal.aborted) return EXIT.ok;
  const { path } = jobs.store.folder(id);
  output.result(jobDocument(job, path), jobLines(job, path));
  return job.state === 'done' ? EXIT.ok : EXIT.failed;
}
