import * as l10n from '@vscode/l10n';
import type { RunLog } from '../../src/protocol/run';
import { button, searchField } from '../shared/components';
import { element } from '../shared/dom';
import { VirtualList } from '../shared/virtualList';

const ROW = 18;
const MOST_LINES = 5000;
const ERROR = /\b(?:ERROR|CRITICAL)\b|^\s*(?:Traceback \(most recent|[\w.]*(?:Error|Exception)\b)/;
const WARNING = /\bWARNING\b|\b\w*Warning:/;

/** Which lines of the log are shown. */
export interface LogChoice {
  readonly text: string;
  /** Only errors and warnings. */
  readonly problems: boolean;
}

/** The output of the trainer: follows its end, unless the user has scrolled away from it. */
export class LogView {
  readonly element = element('section', { class: 'log', 'aria-label': l10n.t('Log') });
  private readonly search = searchField('log-search', l10n.t('Filter'));
  private readonly problems = element('input', { type: 'checkbox', id: 'log-problems' });
  private readonly body = element('div', { class: 'body' });
  private readonly scroller = element(
    'div',
    // Said aloud, every step would be a line.
    { class: 'lines', role: 'log', 'aria-label': l10n.t('Log'), 'aria-live': 'off' },
    this.body,
  );
  private readonly leftOut = element('p', { class: 'hint' });
  private readonly list: VirtualList;
  private lines: string[] = [];
  private gone = 0;
  private shown: readonly string[] = [];

  constructor(
    copy: (text: string) => void,
    onChoice: (choice: LogChoice) => void,
    { text, problems }: LogChoice,
  ) {
    this.search.value = text;
    this.problems.checked = problems;
    this.scroller.tabIndex = 0;
    this.list = new VirtualList({
      scroller: this.scroller,
      body: this.body,
      rowHeight: ROW,
      make: () => element('div', { class: 'line' }),
      fill: (row, place) => {
        const line = this.shown[place] ?? '';
        row.textContent = line;
        row.dataset.tone = ERROR.test(line) ? 'bad' : WARNING.test(line) ? 'waiting' : '';
      },
      pinned: () => undefined,
    });
    const choose = () => {
      onChoice({ text: this.search.value, problems: this.problems.checked });
      this.filter();
    };
    this.search.addEventListener('input', choose);
    this.problems.addEventListener('change', choose);
    this.element.append(
      element(
        'div',
        { class: 'bar' },
        element('h2', {}, l10n.t('Log')),
        this.search,
        element('span', { class: 'check' }, this.problems, element('label', { for: 'log-problems' }, l10n.t('Only errors and warnings'))), // prettier-ignore
        button({ label: l10n.t('Copy'), icon: 'copy', key: 'copy log', onClick: () => copy(this.shown.join('\n')) }), // prettier-ignore
      ),
      this.leftOut,
      this.scroller,
    );
  }

  add({ fresh, lines, leftOut }: RunLog): void {
    this.lines = fresh ? [...lines] : [...this.lines, ...lines];
    const over = Math.max(0, this.lines.length - MOST_LINES);
    const dropped = this.lines.slice(0, over);
    if (over > 0) this.lines = this.lines.slice(over);
    this.gone = fresh ? leftOut + over : this.gone + over;
    this.filter(fresh ? 0 : this.matching(dropped).length);
  }

  private matching(lines: readonly string[]): readonly string[] {
    const wanted = this.search.value.toLowerCase();
    const only = this.problems.checked;
    if (wanted === '' && !only) return lines;
    return lines.filter(
      (line) => line.toLowerCase().includes(wanted) && (!only || ERROR.test(line) || WARNING.test(line)),
    );
  }

  /** @param dropped how many of the lines that were shown are gone from the top */
  private filter(dropped = 0): void {
    const { scroller } = this;
    const atEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2 * ROW;
    const above = scroller.scrollTop;
    this.shown = this.matching(this.lines);
    this.leftOut.hidden = this.gone === 0;
    this.leftOut.textContent = l10n.t('{0} lines before these are in train.log.', this.gone);
    this.list.show(this.shown.length);
    if (atEnd) this.list.scroll = this.shown.length * ROW;
    // What the user reads stays where it is.
    else if (dropped > 0) this.list.scroll = Math.max(0, above - dropped * ROW);
  }
}
