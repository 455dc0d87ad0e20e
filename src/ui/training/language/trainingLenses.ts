import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CommandId } from '../../platform/contributions/commandIds';

/** What is offered above a training file. */
const LENSES = (): readonly (readonly [title: string, command: CommandId])[] => [
  [l10n.t('Open Form'), 'diffusionWorkbench.openTrainingForm'],
  [l10n.t('Check'), 'diffusionWorkbench.checkTraining'],
  [l10n.t('Train'), 'diffusionWorkbench.train'],
];

/** The commands over a training file, at its top. */
export const trainingLenses: vscode.CodeLensProvider = {
  provideCodeLenses: ({ uri }) =>
    uri.scheme !== 'file'
      ? []
      : LENSES().map(
          ([title, command]) =>
            new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: [uri] }),
        ),
};
