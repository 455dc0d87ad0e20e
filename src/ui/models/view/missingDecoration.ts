import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

const SCHEME = 'diffusion-workbench-missing';

/** The address of a row whose folder is not there now. It names nothing that can be opened. */
export function missingUri(id: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${encodeURIComponent(id)}` });
}

/** Greys the rows of folders that are not there now. Answers for its own scheme only. */
export const missingDecoration: vscode.FileDecorationProvider = {
  provideFileDecoration: (uri) =>
    uri.scheme === SCHEME
      ? new vscode.FileDecoration(
          undefined,
          l10n.t('not available'),
          new vscode.ThemeColor('disabledForeground'),
        )
      : undefined,
};
