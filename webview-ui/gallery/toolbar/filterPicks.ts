import * as l10n from '@vscode/l10n';
import { element } from '../../shared/dom';
import {
  type Flag,
  FLAGS,
  hasFlag,
  PICK_KEYS,
  pickedValue,
  type PickKey,
  withFlag,
  withPicked,
} from './filterText';

/** What there is to pick, the most frequent first. */
export interface Facets {
  readonly baseModels: readonly string[];
  readonly types: readonly string[];
  readonly tags: readonly string[];
  readonly creators: readonly string[];
  readonly tools: readonly string[];
  readonly loras: readonly string[];
}

const LEVELS = ['pg', 'pg13', 'r', 'x', 'xxx', 'unknown'];
/** Options of one pick: more are typed. */
const MOST_OPTIONS = 300;

export interface PickEvents {
  readonly facets: () => Promise<Facets>;
  /** A pick has changed the text of the filter. */
  readonly onFilter: (filter: string) => void;
}

/** What can be picked to filter by. The text of the filter is the truth: picks are read from it and written into it. */
export class FilterPicks {
  readonly root = element('div', { class: 'picks', role: 'group', 'aria-label': l10n.t('Filter by') });
  private readonly selects = new Map<PickKey, HTMLSelectElement>();
  private readonly boxes = new Map<Flag, HTMLInputElement>();
  private filter = '';
  private facets: Facets | undefined;
  private turn = 0;

  constructor(private readonly events: PickEvents) {
    for (const key of PICK_KEYS) {
      const select = element('select', {});
      select.addEventListener('change', () =>
        events.onFilter(withPicked(this.filter, key, select.value === '' ? undefined : select.value)),
      );
      this.selects.set(key, select);
      this.root.append(element('label', {}, element('span', {}, keyText(key)), select));
    }
    for (const flag of FLAGS) {
      const box = element('input', { type: 'checkbox' });
      box.addEventListener('change', () => events.onFilter(withFlag(this.filter, flag, box.checked)));
      this.boxes.set(flag, box);
      this.root.append(element('label', { class: 'check' }, box, flagText(flag)));
    }
  }

  /** Shows what a filter picks. */
  show(filter: string): void {
    this.filter = filter;
    for (const [flag, box] of this.boxes) box.checked = hasFlag(filter, flag);
    for (const [key, select] of this.selects) {
      const value = pickedValue(filter, key) ?? '';
      // What was typed need not be among the most frequent ones.
      if (![...select.options].some((option) => option.value === value))
        select.append(new Option(value, value));
      select.value = value;
    }
  }

  open(filter: string): void {
    this.filter = filter;
    if (!this.facets) void this.load();
    this.root.querySelector('select')?.focus();
  }

  /** Another list may have others. */
  renew(): void {
    this.facets = undefined;
    if (!this.root.hidden) void this.load();
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    try {
      const facets = await this.events.facets();
      if (turn !== this.turn) return;
      this.facets = facets;
    } catch {
      // What can be picked can be typed as well.
      return;
    }
    for (const [key, select] of this.selects) {
      const values = optionsOf(key, this.facets).slice(0, MOST_OPTIONS);
      select.replaceChildren(
        new Option(l10n.t('Any'), ''),
        ...values.map((value) => new Option(optionText(key, value), value)),
      );
    }
    this.show(this.filter);
  }
}

function optionsOf(key: PickKey, facets: Facets): readonly string[] {
  switch (key) {
    case 'base':
      return facets.baseModels;
    case 'type':
      return facets.types;
    case 'tag':
      return facets.tags;
    case 'creator':
      return facets.creators;
    case 'level':
      return LEVELS;
    case 'tool':
      return facets.tools;
    case 'lora':
      return facets.loras;
  }
}

function optionText(key: PickKey, value: string): string {
  if (key !== 'level') return value;
  return value === 'unknown' ? l10n.t('Unknown') : value.toUpperCase().replace('PG13', 'PG-13');
}

function keyText(key: PickKey): string {
  switch (key) {
    case 'base':
      return l10n.t('Base model');
    case 'type':
      return l10n.t('Type');
    case 'tag':
      return l10n.t('Tag');
    case 'creator':
      return l10n.t('Creator');
    case 'level':
      return l10n.t('NSFW level');
    case 'tool':
      return l10n.t('Made with');
    case 'lora':
      return l10n.t('LoRA');
  }
}

function flagText(flag: Flag): string {
  return flag === 'has:prompt' ? l10n.t('Has a prompt') : l10n.t('Favourites');
}
