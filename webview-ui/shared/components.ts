// The only file that knows @vscode/webview-ui-toolkit, which is no longer developed upstream.
import {
  type Button,
  provideVSCodeDesignSystem,
  type TextArea,
  type TextField,
  vsCodeButton,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

declare global {
  interface HTMLElementTagNameMap {
    'vscode-button': Button;
    'vscode-text-area': TextArea;
    'vscode-text-field': TextField;
  }
}

/** A control that text is typed into. */
export type TextControl = TextField | TextArea;

/** Defines the controls. Call once, before any is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextArea(), vsCodeTextField());
}

interface ButtonOptions {
  readonly label: string;
  /** Name of a codicon; alone with `iconOnly`, where the label is only spoken and shown on hover. */
  readonly icon?: string;
  readonly iconOnly?: boolean;
  readonly primary?: boolean;
  /** What it is called where the label says too little out of its place. */
  readonly spoken?: string;
  /** Finds the button again after a re-render, to give it back the focus. */
  readonly key: string;
  readonly onClick: () => void;
}

/** A push button. */
export function button(options: ButtonOptions): Button {
  const made = document.createElement('vscode-button');
  made.dataset.key = options.key;
  made.setAttribute('appearance', appearance(options));
  if (options.iconOnly) made.title = options.label;
  if (options.iconOnly || options.spoken) made.setAttribute('aria-label', options.spoken ?? options.label);
  if (options.icon) {
    const icon = document.createElement('span');
    icon.className = `codicon codicon-${options.icon}`;
    icon.setAttribute('aria-hidden', 'true');
    if (!options.iconOnly) icon.slot = 'start';
    made.append(icon);
  }
  if (!options.iconOnly) made.append(options.label);
  made.addEventListener('click', () => {
    if (!made.disabled) options.onClick();
  });
  return made;
}

function appearance(options: ButtonOptions): string {
  if (options.iconOnly) return 'icon';
  return options.primary ? 'primary' : 'secondary';
}

/** A field of one line; `suggestions` are offered while typing. Put it into the document before describing it. */
export function textField(id: string, label: string, suggestions: readonly string[] = []): TextField {
  const field = document.createElement('vscode-text-field');
  field.id = id;
  // Slotted into the label of the control's own tree, and its accessible name.
  field.textContent = label;
  if (suggestions.length > 0) {
    // The list must be in the same tree as the input that names it: the control's own.
    const list = document.createElement('datalist');
    list.id = 'suggestions';
    list.append(...suggestions.map((value) => Object.assign(document.createElement('option'), { value })));
    field.setAttribute('list', list.id);
    field.shadowRoot?.append(list);
  }
  return field;
}

/** A field to search with: of one line, its label shown only while it is empty. */
export function searchField(id: string, label: string): TextField {
  // The control takes its name from its text alone, and forgets any other one when it is connected.
  const field = textField(id, label);
  field.classList.add('unlabelled');
  field.setAttribute('placeholder', label);
  return field;
}

/** A field of several lines. */
export function textArea(id: string, label: string, rows: number): TextArea {
  const area = document.createElement('vscode-text-area');
  area.id = id;
  area.textContent = label;
  area.setAttribute('resize', 'vertical');
  area.rows = rows;
  return area;
}

/**
 * Ties words outside a control to it, for those who cannot see them.
 * @param description hint or error, empty for none
 */
export function describeControl(control: TextControl, description: string, invalid: boolean): void {
  const inner = control.control as HTMLElement | undefined;
  // aria-describedby cannot reach out of a shadow tree.
  inner?.setAttribute('aria-description', description);
  inner?.setAttribute('aria-invalid', String(invalid));
  control.classList.toggle('invalid', invalid);
}

/** Gives a control the focus with the caret after its text: all of it selected, the next key would wipe it. */
export function focusAtEnd(control: TextControl): void {
  control.focus();
  control.control.setSelectionRange(control.value.length, control.value.length);
}
