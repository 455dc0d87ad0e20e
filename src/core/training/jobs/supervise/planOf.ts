import type { LogEvent } from '../../log/events';
import type { Job } from '../job';

/** Collects what the trainer tells of its plan when it begins. */
export function createPlanReader(): {
  readonly add: (event: LogEvent) => void;
  readonly plan: () => Job['plan'];
} {
  let totalSteps: number | undefined;
  let batchesPerEpoch: number | undefined;
  return {
    add: (event) => {
      if (event.type !== 'plan') return;
      if (event.field === 'total_steps') totalSteps = event.value;
      if (event.field === 'batches_per_epoch') batchesPerEpoch = event.value;
    },
    plan: () =>
      totalSteps === undefined || batchesPerEpoch === undefined ? undefined : { totalSteps, batchesPerEpoch },
  };
}
