/** The colours of VS Code's theme for charts. */
export interface ChartColors {
  readonly lines: readonly string[];
  readonly text: string;
  /** Of what is marked on the grid. */
  readonly grid: string;
  /** Of the grid itself, much weaker than the curves in every theme. */
  readonly faint: string;
  /** How opaque a curve is that stands behind its smoothed one. */
  readonly behind: number;
  readonly error: string;
  readonly mark: string;
}

export function chartColors(): ChartColors {
  const style = getComputedStyle(document.body);
  const color = (name: string, otherwise: string) =>
    style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const text = color('foreground', '#888');
  const contrast = color('contrastBorder', '');
  const grid = contrast === '' ? `color-mix(in srgb, ${text} 45%, transparent)` : contrast;
  return {
    lines: ['blue', 'orange', 'green', 'purple', 'red', 'yellow'].map((name) =>
      color(`charts-${name}`, text),
    ),
    text: color('descriptionForeground', text),
    grid,
    faint: `color-mix(in srgb, ${text} ${contrast === '' ? 12 : 25}%, transparent)`,
    behind: contrast === '' ? 0.35 : 0.65,
    error: color('errorForeground', text),
    mark: color('charts-green', text),
  };
}

/** Calls back when the user has another theme. */
export function onThemeChange(changed: () => void): void {
  new MutationObserver(changed).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] }); // prettier-ignore
}
