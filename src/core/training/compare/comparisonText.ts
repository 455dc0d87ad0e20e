import * as l10n from '@vscode/l10n';
import { formatBytes, formatDuration } from '../../text/amounts';
import { settingLabel, type ComparedRun, type ComparedSetting, type RunComparison } from './compareRuns';

/** Rows of a table, the first of which has the names of the runs: what differs, then how the runs went. */
export function comparisonRows({ runs, different }: RunComparison): string[][] {
  const settings = settingRows(different);
  const results = resultRows.map(([label, text]) => [label(), ...runs.map((run) => text(run) ?? '–')]);
  return [['', ...runs.map(({ name, id }) => `${name} (${id})`)], ...settings, ...results];
}

/** A row for each setting, without a row above them. */
export const settingRows = (settings: readonly ComparedSetting[]): string[][] =>
  settings.map(({ path, option, values }) => [
    option === undefined ? settingLabel(path) : `${settingLabel(path)} (${option})`,
    ...values.map((value) =>
      value === undefined ? '–' : value.isDefault ? l10n.t('{0} (default)', value.text) : value.text,
    ),
  ]);

const resultRows: readonly (readonly [
  label: () => string,
  text: (run: ComparedRun) => string | undefined,
])[] = [
  [() => l10n.t('state'), ({ state }) => state],
  [() => l10n.t('cause'), ({ cause, problem }) => problem ?? cause],
  [
    () => l10n.t('steps'),
    ({ steps, totalSteps }) =>
      steps === undefined ? undefined : l10n.t('{0} of {1}', steps, totalSteps ?? '–'),
  ],
  [() => l10n.t('last loss'), ({ lastLoss }) => (lastLoss === null ? 'NaN' : lastLoss?.toPrecision(3))],
  [() => l10n.t('time'), ({ seconds }) => (seconds === undefined ? undefined : formatDuration(seconds))],
  [() => l10n.t('seconds a step'), ({ secondsPerStep }) => secondsPerStep?.toPrecision(3)],
  [
    () => l10n.t('GPU memory'),
    ({ gpuBytes }) => (gpuBytes === undefined ? undefined : formatBytes(gpuBytes)),
  ],
  [() => l10n.t('checkpoints'), ({ checkpoints }) => String(checkpoints)],
  [() => l10n.t('LoRA'), ({ lora }) => lora],
];
