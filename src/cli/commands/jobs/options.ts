import { Option } from 'commander';
import { resolve } from 'node:path';
import type { Services } from '../../../core/services/services';
import type { TrainingServices } from '../../../core/services/trainingServices';
import type { CommonOptions } from '../../session';

export interface JobsOptions extends CommonOptions {
  readonly jobsDir?: string;
}

export interface TakeOverOptions extends JobsOptions {
  readonly takeOver?: boolean;
}

/** For jobs that came with their folder from another machine while they trained there. */
export const takeOverOption = () =>
  new Option('--take-over', 'also where another machine was at work on it, and is not any more');

/** Where the jobs are. */
export const jobsDirOption = () =>
  new Option('--jobs-dir <folder>', 'the folder of the jobs; by default in the user data');

export const trainingsOf = (services: Services, { jobsDir }: JobsOptions): TrainingServices =>
  services.training(jobsDir === undefined ? undefined : resolve(jobsDir));
