import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { TrainingFile } from '../job/trainingFile';
import type { Job } from '../jobs/job';

/** A label and its value. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What a job was asked for, for those who look at it: the settings that differ from job to job. */
export function factsOf(job: Pick<Job, 'dataset' | 'source'>, training: TrainingFile): Fact[] {
  const facts: Fact[] = [];
  const add = (label: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') facts.push({ label, value: String(value) });
  };
  const { resolution, dim, alpha } = training;
  add(l10n.t('Base model'), basename(training.base_model));
  add(l10n.t('Family'), training.family);
  add(l10n.t('Trigger words'), training.trigger);
  add(l10n.t('Pictures'), job.dataset?.pictures);
  add(l10n.t('Repeats'), training.repeats);
  add(l10n.t('Resolution'), Array.isArray(resolution) ? resolution.join(' × ') : resolution);
  add(l10n.t('Network dim'), alpha === undefined || dim === undefined ? dim : `${dim} (alpha ${alpha})`);
  add(l10n.t('Batch size'), training.batch_size);
  add(l10n.t('Optimizer'), training.optimizer);
  add(l10n.t('Learning rate'), training.unet_lr ?? training.learning_rate);
  add(l10n.t('Scheduler'), training.scheduler);
  add(l10n.t('Precision'), training.precision);
  add(l10n.t('Seed'), training.seed);
  add(l10n.t('Training file'), job.source.file);
  return facts;
}
