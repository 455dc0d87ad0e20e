import * as l10n from '@vscode/l10n';
import type { RunSample, RunState } from '../../src/protocol/run';
import { element, rerender } from '../shared/dom';

const SIZES = { min: 80, max: 320, usual: 160 };

/** The samples as a grid: a row for each prompt, a column for each step, so that the same seed stands side by side. */
export class Samples {
  readonly element = element('section', { class: 'samples', 'aria-label': l10n.t('Samples') });
  private readonly grid = element('table', { class: 'grid', 'aria-label': l10n.t('Samples') });
  private readonly scroller = element('div', { class: 'scroller' }, this.grid);
  private readonly size = element('input', { type: 'range', id: 'sample-size' });
  private shown = '';
  private marked: number | undefined;

  /** @param size pixels that were chosen before */
  constructor(
    private readonly onOpen: (sample: RunSample) => void,
    onSize: (size: number) => void,
    size = SIZES.usual,
  ) {
    this.size.min = String(SIZES.min);
    this.size.max = String(SIZES.max);
    this.size.step = '20';
    this.size.value = String(size);
    this.size.addEventListener('input', () => {
      this.resize();
      onSize(Number(this.size.value));
    });
    this.resize();
    this.element.append(
      element(
        'div',
        { class: 'bar' },
        element('h2', {}, l10n.t('Samples')),
        element('label', { for: 'sample-size' }, l10n.t('Size')),
        this.size,
      ),
      this.scroller,
    );
  }

  show({ samples, prompts }: Pick<RunState, 'samples' | 'prompts'>): void {
    this.element.hidden = samples.length === 0;
    const what = JSON.stringify([samples, prompts]);
    if (what === this.shown) return;
    this.shown = what;
    const steps = [...new Set(samples.map(({ step }) => step))];
    const at = new Map(samples.map((sample) => [`${sample.prompt} ${sample.step}`, sample]));
    const atEnd = this.scroller.scrollLeft + this.scroller.clientWidth >= this.scroller.scrollWidth - 8;
    rerender(
      this.grid,
      element(
        'thead',
        {},
        element('tr', {}, element('th', {}, l10n.t('Prompt')), ...steps.map((step) => this.stepHead(step))),
      ),
      element(
        'tbody',
        {},
        ...prompts.map(({ text, seed, leak }, prompt) =>
          element(
            'tr',
            {},
            element(
              'th',
              { class: 'prompt' },
              element('div', { class: 'words', title: text }, text),
              seed === undefined ? undefined : element('div', { class: 'hint' }, l10n.t('seed {0}', seed)),
              leak ? element('div', { class: 'leak', title: l10n.t('It does not name the trigger words: these pictures should not change.') }, l10n.t('leak test')) : undefined, // prettier-ignore
            ),
            ...steps.map((step) => this.cell(at.get(`${prompt} ${step}`), text)),
          ),
        ),
      ),
    );
    // Who looked at the newest one wants to see the next one, too.
    if (atEnd) this.scroller.scrollLeft = this.scroller.scrollWidth;
    this.mark(this.marked, false);
  }

  /** Marks the column of a step, or of the one that comes nearest before it. */
  mark(step: number | undefined, scroll = true): void {
    this.marked = step;
    const heads = [...this.grid.querySelectorAll<HTMLElement>('thead [data-key]')];
    const steps = heads.map(({ dataset }) => Number(dataset.key));
    const found = step === undefined ? -1 : steps.findLastIndex((each) => each <= step);
    for (const row of this.grid.rows)
      for (const [index, cell] of [...row.cells].entries()) cell.classList.toggle('marked', index === found + 1 && found >= 0); // prettier-ignore
    if (!scroll || found < 0) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    heads[found]?.scrollIntoView({ block: 'nearest', inline: 'center', behavior: calm ? 'auto' : 'smooth' });
  }

  /** Gives a sample the focus, where it is still there. */
  focus(key: string): void {
    const all = this.grid.querySelectorAll<HTMLElement>('.sample');
    [...all].find(({ dataset }) => dataset.key === key)?.focus();
  }

  private stepHead(step: number): HTMLElement {
    return element(
      'th',
      { 'data-key': String(step) },
      step === 0 ? l10n.t('before') : l10n.t('step {0}', step),
    );
  }

  private cell(sample: RunSample | undefined, prompt: string): HTMLElement {
    if (!sample) return element('td', {});
    const spoken = l10n.t('Step {0}: {1}', sample.step, prompt);
    const open = element('button', { type: 'button', class: 'sample', 'aria-label': spoken, 'data-key': sample.key }); // prettier-ignore
    if (sample.thumbnail !== undefined) {
      const picture = element('img', {});
      picture.loading = 'lazy';
      picture.decoding = 'async';
      picture.alt = '';
      picture.src = sample.thumbnail;
      open.append(picture);
    }
    open.addEventListener('click', () => this.onOpen(sample));
    return element('td', {}, open);
  }

  private resize(): void {
    this.grid.style.setProperty('--size', `${this.size.value}px`);
  }
}
