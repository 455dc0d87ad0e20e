import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import { trainerSettings } from '../job/trainerSettings';
import type { TrainingFile } from '../job/trainingFile';
import type { Job } from '../jobs/job';

/** A label and its value. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/**
 * What a job was asked for, for those who look at it: the settings that differ from job to job, as the trainer gets them,
 * also those that the training file leaves to their usual values.
 */
export function factsOf(job: Pick<Job, 'dataset' | 'source'>, training: TrainingFile): Fact[] {
  const facts: Fact[] = [];
  const add = (label: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') facts.push({ label, value: String(value) });
  };
  const { settings } = trainerSettings(training, { outputDir: '', loggingDir: '' });
  const of = (option: string) => {
    const value = settings[option];
    return value === undefined || typeof value === 'boolean' ? undefined : [value].flat().join(', ');
  };
  const { launcher } = training;
  add(l10n.t('Base model'), basename(training.base_model));
  add(l10n.t('Family'), training.family);
  add(l10n.t('Trigger words'), training.trigger);
  add(l10n.t('Pictures'), job.dataset?.pictures);
  add(l10n.t('Repeats'), training.repeats);
  add(l10n.t('Resolution'), of('resolution')?.replace(/,\s*/, ' × '));
  add(l10n.t('Network dim'), `${of('network_dim')} (alpha ${of('network_alpha')})`);
  add(l10n.t('Batch size'), of('train_batch_size'));
  add(l10n.t('Optimizer'), of('optimizer_type'));
  add(l10n.t('Learning rate'), of('unet_lr') ?? of('learning_rate'));
  add(l10n.t('Scheduler'), of('lr_scheduler'));
  add(l10n.t('Precision'), of('mixed_precision'));
  add(l10n.t('Seed'), of('seed'));
  add(l10n.t('GPU'), launcher?.gpu);
  add(l10n.t('Launcher'), launcher?.type === 'docker' ? 'Docker' : undefined);
  add(l10n.t('Training file'), job.source.file);
  return facts;
}
