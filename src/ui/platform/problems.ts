import * as l10n from '@vscode/l10n';
import type { Log } from '../../core/log';
import type { ProblemCode } from '../../core/problem/codes';
import type { ProblemInfo } from '../../core/problem/problem';
import { problemInfo, toProblem } from '../../core/problem/toProblem';
import type { CommandId } from './contributions/commandIds';
import type { Dialogs, EditorCommand } from './dialogs';

interface Action {
  readonly title: string;
  readonly command: CommandId | EditorCommand;
  readonly args: readonly unknown[];
}

/** Tells users what failed, with the button that helps where there is one. */
export class Problems {
  constructor(private readonly deps: { readonly dialogs: Dialogs; readonly log: Log }) {}

  /**
   * Shows and logs what was thrown, until the user closes the message.
   * @param what the file or action that failed, without its folder
   * @param path the model file, for the buttons
   */
  async show(error: unknown, what: string, path?: string): Promise<void> {
    const { dialogs, log } = this.deps;
    const { code, message, advice } = asInfo(error, what);
    log.error(`${what}: ${message} ${advice}`);
    const action = this.actionFor(code, path);
    const chosen = await dialogs.error(`${message} ${advice}`, ...(action ? [action.title] : []));
    if (chosen !== undefined && action) await dialogs.execute(action.command, ...action.args);
  }

  private actionFor(code: ProblemCode, path: string | undefined): Action | undefined {
    if (code === 'invalid_token') {
      return { title: l10n.t('Set Token'), command: 'diffusionWorkbench.civitai.setToken', args: [] };
    }
    if (code === 'requests_off') {
      const setting = 'diffusionWorkbench.civitai.enabled';
      return { title: l10n.t('Open Settings'), command: 'workbench.action.openSettings', args: [setting] };
    }
    if (path === undefined) return undefined;
    if (code === 'not_json') {
      return {
        title: l10n.t('Open Sidecar'),
        command: 'diffusionWorkbench.models.openSidecar',
        args: [path],
      };
    }
    if (code === 'read_only' || code === 'locked' || code === 'write_failed') {
      return { title: l10n.t('Reveal'), command: 'diffusionWorkbench.models.revealInOs', args: [path] };
    }
    return undefined;
  }
}

/** The plain form of anything that was thrown. */
export function asInfo(error: unknown, what: string): ProblemInfo {
  return problemInfo(toProblem(error, what));
}
