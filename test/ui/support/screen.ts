import type { Locator, Page } from 'playwright-core';

/** The parts of a window of VS Code by their names, so that a new VS Code changes its selectors in one place. */
export class Screen {
  constructor(private readonly page: Page) {}

  /** The tabs of editors, those that show a text. */
  tab(text?: string | RegExp): Locator {
    return this.page.locator('.tab', text === undefined ? {} : { hasText: text });
  }

  activeTab(text: string): Locator {
    return this.page.locator('.tab.active', { hasText: text });
  }

  /** A tab that the next file replaces. */
  previewTab(text: string): Locator {
    return this.page.locator('.tab:has(.italic)', { hasText: text });
  }

  /** The active tab while its editor has changes that are not saved. */
  get unsavedTab(): Locator {
    return this.page.locator('.tab.active.dirty');
  }

  /** The active tab of a file whose changes are saved. */
  savedTab(text: string): Locator {
    return this.page.locator('.tab.active:not(.dirty)', { hasText: text });
  }

  /** The question that VS Code shows in front of everything. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** The box with an input or a list at the top of the window, where it shows a text. */
  quickInput(text?: string): Locator {
    return this.page.locator('.quick-input-widget', text === undefined ? {} : { hasText: text });
  }

  quickInputTitle(text: string): Locator {
    return this.page.locator('.quick-input-title', { hasText: text });
  }

  get quickInputBox(): Locator {
    return this.page.locator('.quick-input-widget input.input');
  }

  /** The box whose letters are hidden. */
  get passwordBox(): Locator {
    return this.page.locator('.quick-input-widget input[type="password"]');
  }

  /** What is wrong with the text in the input box that is open. */
  get inputProblem(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-message');
  }

  get quickInputList(): Locator {
    return this.page.locator('.quick-input-list');
  }

  get quickInputRows(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  get focusedQuickInputRow(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row.focused');
  }

  get sidebar(): Locator {
    return this.page.locator('.sidebar');
  }

  get welcome(): Locator {
    return this.page.locator('.sidebar .welcome-view-content');
  }

  explorerRow(text: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: text }).first();
  }

  selectedExplorerRow(text: string): Locator {
    return this.page.locator('.explorer-folders-view .monaco-list-row.selected', { hasText: text });
  }

  /** The rows of the Jobs view: names, and what is said behind them. */
  async jobRows(): Promise<string[]> {
    const rows = this.page.locator('.sidebar .pane', { hasText: 'Jobs' }).locator('.monaco-list-row');
    const texts = await rows.evaluateAll((all) =>
      all.map((row) =>
        ['.label-name', '.label-description'].map((part) => row.querySelector(part)?.textContent ?? ''),
      ),
    );
    return texts.map((parts) => parts.join(' ').trim());
  }

  /** A button in a row of a tree, shown while the pointer or the focus is on it. */
  rowAction(row: Locator, title: string): Locator {
    return row.locator(`.actions .action-label[aria-label^="${title}"]`);
  }

  /** The row of a tree in the side bar that has the focus. */
  get focusedRow(): Locator {
    return this.page.locator('.sidebar .monaco-list:focus-within .monaco-list-row.focused');
  }

  get menu(): Locator {
    return this.page.locator('.monaco-menu');
  }

  /** The name in a row of a tree. */
  rowName(row: Locator): Locator {
    return row.locator('.label-name');
  }

  /** What lies below the editors: problems, output, terminals. */
  get panel(): Locator {
    return this.page.locator('.part.panel');
  }

  /** The rows of the Problems panel. */
  get problems(): Locator {
    return this.page.locator('.markers-panel .monaco-list-row');
  }

  /** The lines of the terminal that are in sight. */
  get terminal(): Locator {
    return this.page.locator('.terminal-wrapper.active .xterm-rows');
  }

  statusItem(text: string): Locator {
    return this.page.locator('.statusbar-item', { hasText: text });
  }

  /** The language of the active editor, in the status bar. */
  get language(): Locator {
    return this.page.locator('.statusbar [id="status.editor.mode"]');
  }

  /** Where the cursor is, in the status bar. */
  get selection(): Locator {
    return this.page.locator('[id="status.editor.selection"]');
  }

  /** How many problems there are, in the status bar. */
  get problemCount(): Locator {
    return this.page.locator('[id="status.problems"] .statusbar-item-label');
  }

  /** The first line of an editor that shows a text. */
  line(text: string | RegExp): Locator {
    return this.page.locator('.monaco-editor .view-line', { hasText: text }).first();
  }

  /** All lines of the first editor. */
  get lines(): Locator {
    return this.page.locator('.monaco-editor .view-lines').first();
  }

  /** The first piece of a line that is coloured as one and is this text. */
  piece(text: string): Locator {
    return this.page.locator('.view-line span > span', { hasText: new RegExp(`^${text}$`) }).first();
  }

  /** The editor of the active group. */
  get activeEditor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor');
  }

  get focusedEditor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor.focused');
  }

  /** The marks of warnings in a text. */
  get warnings(): Locator {
    return this.page.locator('.monaco-editor .squiggly-warning');
  }

  /** The marks of errors in a text. */
  get errors(): Locator {
    return this.page.locator('.monaco-editor .squiggly-error');
  }

  /** The commands that stand between the lines of a text. */
  codeLens(text: string): Locator {
    return this.page.locator('.monaco-editor .codelens-decoration a', { hasText: text });
  }

  get suggestions(): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row');
  }

  /** The suggestion that Enter takes, where it shows a text. */
  focusedSuggestion(text: string): Locator {
    return this.page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: text });
  }

  get suggestionDetails(): Locator {
    return this.page.locator('.suggest-details');
  }

  /** What an editor shows of the text under the pointer. */
  get editorHover(): Locator {
    return this.page.locator('.monaco-editor .monaco-resizable-hover, .monaco-hover');
  }

  get quickFixes(): Locator {
    return this.page.locator('.action-widget');
  }

  /** The first line on one side of a comparison that shows a text. */
  diffLine(side: 'original' | 'modified', text: string | RegExp): Locator {
    return this.diff.locator(`.${side} .view-line`, { hasText: text }).first();
  }

  /** The comparison that is open. */
  get diff(): Locator {
    return this.page.locator('.editor-instance .monaco-diff-editor').first();
  }

  /** The same in the view of the changes of many files. */
  multiDiffLine(side: 'original' | 'modified', text: string | RegExp = ''): Locator {
    return this.page.locator(`.multiDiffEditor .${side} .view-line`, { hasText: text }).first();
  }

  get trustEditor(): Locator {
    return this.page.locator('.workspace-trust-editor');
  }
}
