import * as l10n from '@vscode/l10n';
import type { Finding } from '../../finding';
import type { DatasetOptions } from '../datasetOptions';
import type { DatasetPlan, PlannedBucket } from '../plan';
import type { Length } from '../planLength';

/** Of a picture that loses more, something may be missing that matters. */
const MUCH_LOST = 0.2;
const MOST_NAMED = 12;

/** The facts of a plan, and the pictures of which much is cut off. */
export function planFindings(
  plan: Omit<DatasetPlan, 'findings' | 'digest'>,
  processes: number | undefined,
): Finding[] {
  if (plan.buckets.length === 0) return [];
  return [...stepsOf(plan, processes), bucketFinding(plan), ...lossOf(plan)];
}

function stepsOf(
  { length, options }: Pick<DatasetPlan, 'length' | 'options'>,
  processes: number | undefined,
): Finding[] {
  const { exact } = length;
  const findings: Finding[] = [
    {
      level: 'info',
      code: 'steps',
      option: options.epochs === undefined ? 'steps' : 'epochs',
      message: processes === undefined ? unknownText(length, options) : lengthText(length),
      fix:
        processes === undefined
          ? l10n.t('See how many processes the launch prefix starts.')
          : exact
            ? l10n.t('These are the numbers of the trainer itself.')
            : l10n.t('About: which pictures are kept for validation is left to chance.'),
    },
  ];
  if (processes !== undefined && processes > 1 && options.epochs === undefined)
    findings.push({
      level: 'warning',
      code: 'steps_of_processes',
      option: 'launcher.processes',
      message: l10n.t('{0} processes train {0} times as much in the same number of steps.', processes),
      fix: l10n.t('Divide “steps” by the number of processes, or set “epochs”.'),
    });
  return findings;
}

const amount = (value: number) => value.toLocaleString('en');

function lengthText({ steps, stepsPerEpoch, epochs, shown, shownPerEpoch }: Length): string {
  return l10n.t('{0} steps: {1} epochs of {2} steps; {3} pictures are shown, {4} in each epoch.', amount(steps), amount(epochs), amount(stepsPerEpoch), amount(shown), amount(shownPerEpoch)); // prettier-ignore
}

/** Of several processes each takes its part of an epoch; a number of steps that is asked for stays as it is. */
function unknownText({ steps, stepsPerEpoch, epochs, shownPerEpoch }: Length, options: DatasetOptions) {
  return options.epochs === undefined
    ? l10n.t('{0} steps. How many epochs that is depends on how many processes the launch prefix starts: with one, {1} epochs of {2} steps; {3} pictures are shown in each.', amount(steps), amount(epochs), amount(stepsPerEpoch), amount(shownPerEpoch)) // prettier-ignore
    : l10n.t('{0} epochs. How many steps that is depends on how many processes the launch prefix starts: with one, {1} steps, {2} in each epoch; {3} pictures are shown in each.', amount(epochs), amount(steps), amount(stepsPerEpoch), amount(shownPerEpoch)); // prettier-ignore
}

function bucketFinding({ buckets, options }: Pick<DatasetPlan, 'buckets' | 'options'>): Finding {
  const rows = buckets.slice(0, MOST_NAMED).map(rowOf);
  const more = buckets.length - rows.length;
  return {
    level: 'info',
    code: 'buckets',
    option: 'fit',
    message: l10n.t('Buckets: {0}.', [...rows, ...(more > 0 ? [l10n.t('{0} more', more)] : [])].join('; ')),
    fix:
      options.fit === 'bucket'
        ? l10n.t('With fit = "square" nothing is cut off, and there is one bucket.')
        : l10n.t('With fit = "bucket" pictures keep their shape.'),
  };
}

function rowOf({ size, pictures, shown, mostLost }: PlannedBucket): string {
  const [width, height] = size;
  return mostLost > 0
    ? l10n.t('{0} × {1} with {2} pictures ({3} with repeats), losing up to {4} %', width, height, pictures, shown, percent(mostLost)) // prettier-ignore
    : l10n.t('{0} × {1} with {2} pictures ({3} with repeats)', width, height, pictures, shown);
}

function lossOf({ subsets, options }: Pick<DatasetPlan, 'subsets' | 'options'>): Finding[] {
  return subsets.flatMap(({ settings, pictures }) =>
    pictures
      .filter(({ lost }) => lost > MUCH_LOST)
      .map(({ from, lost, bucket }): Finding => {
        const name = from.split(/[\\/]/).at(-1) ?? '';
        return {
          level: 'info',
          code: 'cropped',
          file: `${settings.named}/${name}`,
          message: l10n.t(
            '{0} loses {1} % of its area to {2} × {3}.',
            name,
            percent(lost),
            bucket[0],
            bucket[1],
          ),
          fix:
            options.fit === 'crop'
              ? l10n.t('What is kept is what draws the eye. With fit = "square" nothing is cut off.')
              : l10n.t('Cut it yourself to a shape nearer to the bucket, or use fit = "square".'),
        };
      }),
  );
}

const percent = (part: number): number => Math.round(part * 100);
