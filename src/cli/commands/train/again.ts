import type { Command } from 'commander';
import { basename, dirname, resolve } from 'node:path';
import { readUtf8 } from '../../../core/json/jsonFile';
import { againFromHeader } from '../../../core/training/again/againFromHeader';
import { againFromJob } from '../../../core/training/again/againFromJob';
import {
  noTrainingInHeader,
  withTrainingEnding,
  writeNewTraining,
} from '../../../core/training/again/writeAgain';
import type { NotCarried } from '../../../core/training/job/import/importTraining';
import { EXIT } from '../../output';
import type { Run } from '../../run';
import type { Session } from '../../session';
import { jobsDirOption, trainingsOf, type JobsOptions } from '../jobs/options';

export function registerAgain(train: Command, run: Run): void {
  train
    .command('again')
    .description(
      'make a training file of a training that was, or of what the header of a LoRA tells of its training',
    )
    .argument('<lora-or-job>', 'a .safetensors file, or the id of a job')
    .argument('<out>', 'the training file to write; it must not be there yet')
    .addOption(jobsDirOption())
    .action((from: string, out: string, options: JobsOptions) =>
      run(options, (session) => again(session, options, from, withTrainingEnding(resolve(out)))),
    );
}

async function again(
  { services, output }: Session,
  options: JobsOptions,
  from: string,
  out: string,
): Promise<number> {
  let notTold: readonly NotCarried[] = [];
  if (from.endsWith('.safetensors')) {
    const { scanner } = await services.models();
    const { metadata } = await scanner.header(resolve(from));
    const made = againFromHeader(metadata, basename(from));
    if (!made) throw noTrainingInHeader(basename(from));
    await writeNewTraining(out, made.text);
    notTold = made.notTold;
  } else {
    const { jobs } = trainingsOf(services, options);
    const job = await jobs.get(from);
    const text = (await readUtf8(jobs.store.folder(from).training)) ?? '';
    await writeNewTraining(out, againFromJob(job, text, { folder: dirname(out), baseModels: {} }));
  }
  output.result({ file: out, not_told: notTold }, [
    out,
    ...notTold.map(({ option, reason }) => `${option}: ${reason}`),
  ]);
  return EXIT.ok;
}
