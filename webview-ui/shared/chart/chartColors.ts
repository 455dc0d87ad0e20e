/** The colours of VS Code's theme for charts. */
export interface ChartColors {
  readonly lines: readonly string[];
  readonly text: string;
  /** Of what is marked on the grid. */
  readonly grid: string;
  /** Of the grid itself: in high contrast its lines would be as strong as the curves. */
  readonly faint: string;
  readonly error: string;
  readonly mark: string;
}

export function chartColors(): ChartColors {
  const style = getComputedStyle(document.body);
  const color = (name: string, otherwise: string) =>
    style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const text = color('foreground', '#888');
  const grid = color('contrastBorder', color('editorIndentGuide-background1', color('charts-lines', text)));
  return {
    lines: ['blue', 'orange', 'green', 'purple', 'red', 'yellow'].map((name) =>
      color(`charts-${name}`, text),
    ),
    text: color('descriptionForeground', text),
    grid,
    faint: color('contrastBorder', '') === '' ? grid : `color-mix(in srgb, ${grid} 30%, transparent)`,
    error: color('errorForeground', text),
    mark: color('charts-green', text),
  };
}

/** Calls back when the user has another theme. */
export function onThemeChange(changed: () => void): void {
  new MutationObserver(changed).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] }); // prettier-ignore
}
