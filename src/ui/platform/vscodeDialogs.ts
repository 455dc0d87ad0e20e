import * as vscode from 'vscode';
import { noticeText } from '../../core/text/noticeText';
import { visible, visibleLines } from '../../core/text/visible';
import type { Choice, Dialogs, InputOptions, PickOptions } from './dialogs';

/** The dialogs of VS Code. */
export const vscodeDialogs: Dialogs = {
  info: async (message, ...buttons) => vscode.window.showInformationMessage(noticeText(message), ...buttons),
  warn: async (message, ...buttons) => vscode.window.showWarningMessage(noticeText(message), ...buttons),
  error: async (message, ...buttons) => vscode.window.showErrorMessage(noticeText(message), ...buttons),
  confirm: async (message, detail, ...buttons) =>
    vscode.window.showWarningMessage(
      visibleLines(message),
      { modal: true, detail: visibleLines(detail) },
      ...buttons,
    ),
  status: (message, ms) => void vscode.window.setStatusBarMessage(message, ms),
  pick: async (choices, options) =>
    (await vscode.window.showQuickPick(choices.map(shown), pickOptions(options)))?.choice,
  pickMany: async (choices, options) => {
    const all = { ...pickOptions(options), canPickMany: true } as const;
    return (await vscode.window.showQuickPick(choices.map(shown), all))?.map(({ choice }) => choice);
  },
  input: (options) => (options.check ? checkedInput(options) : simpleInput(options)),
  openFolders: async (options) => {
    const folders = await vscode.window.showOpenDialog({
      ...options,
      canSelectFolders: true,
      canSelectFiles: false,
      canSelectMany: true,
    });
    return (folders ?? []).map(({ fsPath }) => fsPath);
  },
  openFile: async ({ filters, ...options }) => {
    const files = await vscode.window.showOpenDialog({ ...options, filters: mutable(filters) });
    return files?.[0]?.fsPath;
  },
  saveFile: async ({ title, filters, path }) => {
    const defaultUri = vscode.Uri.file(path);
    return (await vscode.window.showSaveDialog({ title, defaultUri, filters: mutable(filters) }))?.fsPath;
  },
  progress: async (title, task) =>
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: noticeText(title), cancellable: true },
      (notification, token) => task((update) => notification.report(update), abortSignal(token)),
    ),
  execute: async (command, ...args) => {
    await vscode.commands.executeCommand(command, ...args);
  },
  showFile: async (path) => {
    await vscode.window.showTextDocument(vscode.Uri.file(path));
  },
  showText: async (content, language) => {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
  },
  copy: async (text) => vscode.env.clipboard.writeText(text),
};

/** A choice as it is shown: its words may be of files and models from anywhere. */
function shown<C extends Choice>(choice: C): vscode.QuickPickItem & { readonly choice: C } {
  const { label, description, detail, picked } = choice;
  return {
    choice,
    label: visible(label),
    ...(description !== undefined && { description: visible(description) }),
    ...(detail !== undefined && { detail: visible(detail) }),
    ...(picked !== undefined && { picked }),
  };
}

function pickOptions(options: PickOptions): vscode.QuickPickOptions {
  return { ...options, matchOnDescription: true, matchOnDetail: true };
}

async function simpleInput({ validate, hint, ...options }: InputOptions): Promise<string | undefined> {
  return vscode.window.showInputBox({
    ...options,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const wrong = validate?.(text);
      if (wrong !== undefined || !hint) return wrong;
      return { message: hint(text), severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
}

/** An input box that stays open, with what is wrong, until its text passes the check. */
function checkedInput({ validate, check, ...options }: InputOptions): Promise<string | undefined> {
  const input = vscode.window.createInputBox();
  const controller = new AbortController();
  Object.assign(input, { ...options, placeholder: options.placeHolder, ignoreFocusOut: true });
  return new Promise((resolve) => {
    input.onDidChangeValue((text) => {
      input.validationMessage = validate?.(text);
    });
    input.onDidAccept(async () => {
      const text = input.value;
      input.busy = true;
      input.enabled = false;
      const wrong = validate?.(text) ?? (await check?.(text, controller.signal));
      input.busy = false;
      input.enabled = true;
      if (wrong === undefined) {
        resolve(text);
        input.hide();
      } else {
        input.validationMessage = wrong;
      }
    });
    input.onDidHide(() => {
      controller.abort();
      resolve(undefined);
      input.dispose();
    });
    input.show();
  });
}

/** An `AbortSignal` that fires when the user cancels. */
function abortSignal(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  // The listener ends with its token: VS Code disposes both when the progress closes.
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

function mutable(filters: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(filters).map(([name, extensions]) => [name, [...extensions]]));
}
