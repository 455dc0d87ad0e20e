import * as vscode from 'vscode';
import { noticeText } from '../../core/text/noticeText';
import type { ProblemCode } from '../../core/problem/codes';
import { Problem, type ProblemInfo } from '../../core/problem/problem';
import { problemInfo, toProblem } from '../../core/problem/toProblem';
import type { Log } from '../../core/log';
import type { CommandId } from './contributions/commandIds';

interface Action {
  readonly title: string;
  readonly command: CommandId | 'workbench.action.openSettings';
  readonly args: readonly unknown[];
}

/**
 * Tells the user what failed, with the button that helps where there is one. What the user cancelled says nothing;
 * what the program ended by itself does.
 * @param what the file or action that failed, without its folder
 * @param path the model file, for the buttons
 */
export async function showProblem(error: unknown, what: string, log: Log, path?: string): Promise<void> {
  const problem = asInfo(error, what);
  if (problem.code === 'cancelled') return;
  log.error(`${what}: ${problem.message} ${problem.advice}`);
  const action = actionFor(problem.code, path);
  const text = noticeText(`${problem.message} ${problem.advice}`);
  const chosen = action
    ? await vscode.window.showErrorMessage(text, action.title)
    : await vscode.window.showErrorMessage(text);
  if (chosen !== undefined && action) await vscode.commands.executeCommand(action.command, ...action.args);
}

/** The plain form of anything that was thrown. */
export function asInfo(error: unknown, what: string): ProblemInfo {
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'cancelled', message: vscode.l10n.t('Cancelled.'), advice: '' };
  }
  return problemInfo(error instanceof Problem ? error : toProblem(error, what));
}

function actionFor(code: ProblemCode, path: string | undefined): Action | undefined {
  if (code === 'invalid_token') {
    return { title: vscode.l10n.t('Set Token'), command: 'diffusionWorkbench.civitai.setToken', args: [] };
  }
  if (code === 'requests_off') {
    const setting = 'diffusionWorkbench.civitai.enabled';
    return {
      title: vscode.l10n.t('Open Settings'),
      command: 'workbench.action.openSettings',
      args: [setting],
    };
  }
  if (path === undefined) return undefined;
  if (code === 'not_json') {
    return {
      title: vscode.l10n.t('Open Sidecar'),
      command: 'diffusionWorkbench.models.openSidecar',
      args: [path],
    };
  }
  if (code === 'read_only' || code === 'locked' || code === 'write_failed') {
    return {
      title: vscode.l10n.t('Reveal'),
      command: 'diffusionWorkbench.models.revealInOs',
      args: [path],
    };
  }
  return undefined;
}
