interface Attributes {
  readonly class?: string;
  readonly id?: string;
  readonly title?: string;
  readonly role?: string;
  readonly for?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-labelledby'?: string;
  readonly 'aria-live'?: string;
  readonly 'aria-hidden'?: 'true';
  readonly 'data-tone'?: string;
  readonly 'data-key'?: string;
  readonly type?: string;
}

/** Makes an element. Strings among the children become text, never markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string | undefined)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** An icon of VS Code's own font; for the eye only. */
export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

/** Replaces the children and gives the focus back to the control with the same `data-key`. */
export function rerender(container: HTMLElement, ...children: readonly Node[]): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && container.contains(active) ? active.dataset.key : undefined;
  container.replaceChildren(...children);
  if (key === undefined) return;
  const again = [...container.querySelectorAll<HTMLElement>('[data-key]')].find(
    (candidate) => candidate.dataset.key === key,
  );
  again?.focus();
}

const shown = new WeakMap<HTMLElement, string>();

/**
 * `rerender`, where what is shown has changed: a button that is made again between the press and the release of the
 * mouse would not be clicked.
 * @param what all that the children depend on
 */
export function rerenderChanged(container: HTMLElement, what: unknown, make: () => readonly Node[]): void {
  const key = JSON.stringify([what]);
  if (shown.get(container) === key) return;
  shown.set(container, key);
  rerender(container, ...make());
}
