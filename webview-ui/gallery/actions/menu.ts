import { element, icon } from '../../shared/dom';

export interface MenuEntry {
  readonly label: string;
  readonly icon: string;
  /** Key that does the same, as it is written. */
  readonly key?: string | undefined;
  readonly run: () => void;
}

/** Opens a menu at a point of the window; it is closed by a choice, Escape, or a click elsewhere. */
export function openMenu(label: string, x: number, y: number, entries: readonly MenuEntry[]): void {
  const before = document.activeElement;
  const menu = element('div', { class: 'menu', role: 'menu', 'aria-label': label });
  const items = entries.map((entry) => {
    const item = element(
      'button',
      { type: 'button', role: 'menuitem' },
      icon(entry.icon),
      element('span', {}, entry.label),
      entry.key === undefined ? undefined : element('kbd', { 'aria-hidden': 'true' }, entry.key),
    );
    item.tabIndex = -1;
    item.addEventListener('click', () => {
      close();
      entry.run();
    });
    return item;
  });
  menu.append(...items);
  document.body.append(menu);
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(0, Math.min(x, window.innerWidth - width - 4))}px`;
  menu.style.top = `${Math.max(0, Math.min(y, window.innerHeight - height - 4))}px`;
  items[0]?.focus();

  function close(): void {
    window.removeEventListener('pointerdown', outside, true);
    window.removeEventListener('blur', close);
    menu.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
  function outside(event: Event): void {
    if (event.target instanceof Node && !menu.contains(event.target)) close();
  }
  menu.addEventListener('keydown', (event) => {
    event.stopPropagation();
    const at = items.findIndex((item) => item === document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) items.at((at + step) % items.length)?.focus();
    else if (event.key === 'Home') items[0]?.focus();
    else if (event.key === 'End') items.at(-1)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
  });
  window.addEventListener('pointerdown', outside, true);
  window.addEventListener('blur', close);
}
