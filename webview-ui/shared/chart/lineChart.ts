import uPlot from 'uplot';
import { element } from '../dom';
import { chartColors, onThemeChange } from './chartColors';
import { firstFrom, thin } from './thin';

/** One line of a chart. */
export interface ChartLine {
  readonly name: string;
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
  /** Which of the theme's colours for charts. */
  readonly color: number;
  readonly faint?: boolean;
  readonly hidden?: boolean;
}

/** A place on the x axis that is marked. */
export interface ChartMark {
  readonly x: number;
  readonly kind: 'epoch' | 'checkpoint' | 'error';
}

export interface LineChartOptions {
  readonly label: string;
  readonly height: number;
  readonly format: (value: number) => string;
  /** The user has zoomed or panned; undefined shows all again. */
  readonly onRange: (range: ChartRange | undefined) => void;
  /** The cursor is there; undefined where it is outside. */
  readonly onCursor?: (at: ChartCursor | undefined) => void;
}

export interface ChartCursor {
  readonly x: number;
  /** What is not farther away on the x axis seems to be at the same place. */
  readonly near: number;
  /** It was moved by the keyboard: what is there has to be said. */
  readonly byKey: boolean;
}

export interface ChartRange {
  readonly min: number;
  readonly max: number;
}

/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment -- the library has this enum in its types only */
const LINEAR = 1 as uPlot.Scale.Distr.Linear;
const LOGARITHMIC = 3 as uPlot.Scale.Distr.Logarithmic;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */
const NARROWEST = 2;
const ZOOM = 1.25;
const AXIS_PIXELS = 64;
const NEAR_PIXELS = 4;

/** A chart of lines that may have hundreds of thousands of points: only what a screen can show of them is drawn. */
export class LineChart {
  readonly element = element('div', { class: 'chart' });
  private plot: uPlot | undefined;
  private lines: readonly ChartLine[] = [];
  private marks: readonly ChartMark[] = [];
  private range: ChartRange | undefined;
  private isLog = false;
  /** Where the keyboard has put the cursor, while it does so. */
  private keyX: number | undefined;
  /** The value that the keyboard has gone to, until the mouse moves. */
  private cursorX: number | undefined;
  private width = 0;
  private shape = '';

  constructor(private readonly options: LineChartOptions) {
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'application');
    this.element.setAttribute('aria-label', options.label);
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    this.element.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    this.element.addEventListener('dblclick', () => options.onRange(undefined));
    new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === this.width || width === 0) return;
      this.width = width;
      this.rebuild();
    }).observe(this.element);
    onThemeChange(() => this.rebuild());
  }

  show(lines: readonly ChartLine[], marks: readonly ChartMark[] = []): void {
    this.lines = lines;
    this.marks = marks;
    this.draw();
  }

  setRange(range: ChartRange | undefined): void {
    this.range = range;
    this.draw();
  }

  setLog(isLog: boolean): void {
    if (isLog === this.isLog) return;
    this.isLog = isLog;
    this.rebuild();
  }

  /** All that there is to show. */
  private all(): ChartRange {
    const ends = this.lines.filter(({ xs }) => xs.length > 0);
    const min = Math.min(...ends.map(({ xs }) => xs[0] ?? 0));
    const max = Math.max(...ends.map(({ xs }) => xs[xs.length - 1] ?? 0));
    return ends.length === 0 ? { min: 0, max: 1 } : { min, max: Math.max(max, min + 1) };
  }

  private shown(): ChartRange {
    return this.range ?? this.all();
  }

  private draw(): void {
    if (this.width === 0) return;
    const shape = JSON.stringify(
      this.lines.map(({ name, color, faint, hidden }) => [name, color, faint, hidden]),
    );
    if (!this.plot || shape !== this.shape) {
      this.shape = shape;
      this.rebuild();
      return;
    }
    this.plot.setData(this.data(), false);
    this.plot.batch(() => {
      const { min, max } = this.shown();
      this.plot?.setScale('x', { min, max });
      this.plot?.setScale('y', this.yRange());
    });
  }

  /** The lines as they are seen now, in the form of the library: one list of x for all. */
  private data(): uPlot.AlignedData {
    const { min, max } = this.shown();
    const tables = this.lines.map(({ xs, ys }): uPlot.AlignedData => {
      // One point more on each side, so that lines go on beyond the edge.
      const from = Math.max(0, firstFrom(xs, min) - 1);
      const to = Math.min(xs.length, firstFrom(xs, max + Number.EPSILON) + 2);
      const { xs: x, ys: y } = thin(xs, ys, from, to, Math.max(1, this.width - AXIS_PIXELS));
      return this.isLog ? positive(x, y) : [x, y];
    });
    return tables.length === 0 ? [[]] : uPlot.join(tables);
  }

  private yRange(): ChartRange {
    let [min, max] = [Infinity, -Infinity];
    for (const values of (this.plot?.data ?? []).slice(1))
      for (const value of values) {
        if (typeof value !== 'number') continue;
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    if (min > max) return this.isLog ? { min: 0.1, max: 1 } : { min: 0, max: 1 };
    if (this.isLog) return { min: min / 1.1, max: max * 1.1 };
    const space = max > min ? (max - min) * 0.05 : Math.abs(max) * 0.1 || 1;
    return { min: min - space, max: max + space };
  }

  private rebuild(): void {
    if (this.width === 0) return;
    this.plot?.destroy();
    const colors = chartColors();
    const axis = { stroke: colors.text, grid: { stroke: colors.faint, width: 1 }, ticks: { stroke: colors.grid, width: 1 } }; // prettier-ignore
    const options: uPlot.Options = {
      width: this.width,
      height: this.options.height,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { time: false, auto: false },
        y: { auto: false, distr: this.isLog ? LOGARITHMIC : LINEAR },
      },
      axes: [axis, { ...axis, size: 56, values: (_plot, values) => values.map((value: number | null) => (value === null ? '' : this.options.format(value))) }], // prettier-ignore
      series: [
        {},
        ...this.lines.map(({ name, color, faint = false, hidden = false }) => ({
          label: name,
          show: !hidden,
          stroke: colors.lines[color % colors.lines.length] ?? colors.text,
          alpha: faint ? colors.behind : 1,
          width: faint ? 1 : 2,
          spanGaps: true,
          points: { show: false },
        })),
      ],
      hooks: {
        draw: [(plot) => this.drawMarks(plot)],
        setSelect: [(plot) => this.onSelect(plot)],
        setCursor: [(plot) => this.onCursor(plot)],
      },
    };
    this.plot = new uPlot(options, [[]], this.element);
    this.shape = JSON.stringify(
      this.lines.map(({ name, color, faint, hidden }) => [name, color, faint, hidden]),
    );
    this.draw();
  }

  private drawMarks(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const colors = chartColors();
    const pixel = devicePixelRatio;
    const { min, max } = this.shown();
    ctx.save();
    const drawn = new Set<string>();
    for (const { x, kind } of this.marks) {
      if (x < min || x > max) continue;
      const at = Math.round(plot.valToPos(x, 'x', true));
      // Of many that fall on the same pixel, one is seen.
      if (drawn.has(`${kind} ${at}`)) continue;
      drawn.add(`${kind} ${at}`);
      ctx.strokeStyle = ctx.fillStyle = { epoch: colors.grid, checkpoint: colors.mark, error: colors.error }[kind]; // prettier-ignore
      ctx.lineWidth = pixel;
      ctx.beginPath();
      if (kind === 'epoch') {
        ctx.setLineDash([4 * pixel, 4 * pixel]);
        ctx.moveTo(at, bbox.top);
        ctx.lineTo(at, bbox.top + bbox.height);
        ctx.stroke();
        ctx.setLineDash([]);
      } else if (kind === 'checkpoint') {
        ctx.moveTo(at - 4 * pixel, bbox.top);
        ctx.lineTo(at + 4 * pixel, bbox.top);
        ctx.lineTo(at, bbox.top + 7 * pixel);
        ctx.fill();
      } else ctx.fillRect(at - pixel, bbox.top + bbox.height - 8 * pixel, 2 * pixel, 8 * pixel);
    }
    ctx.restore();
  }

  private onSelect(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < NARROWEST) return;
    const range = { min: plot.posToVal(left, 'x'), max: plot.posToVal(left + width, 'x') };
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.move(range);
  }

  private onCursor(plot: uPlot): void {
    const at = cursorAt(plot);
    if (this.keyX === undefined) this.cursorX = undefined;
    this.options.onCursor?.(at && { ...at, x: this.keyX ?? at.x, byKey: this.keyX !== undefined });
  }

  private onWheel(event: WheelEvent): void {
    // Without a key, the wheel scrolls the page.
    if (!this.plot || !(event.ctrlKey || event.shiftKey || event.metaKey)) return;
    event.preventDefault();
    const { min, max } = this.shown();
    if (event.shiftKey) {
      this.pan(Math.sign(event.deltaY + event.deltaX) * 0.1);
      return;
    }
    const at = this.plot.posToVal(event.clientX - this.plot.over.getBoundingClientRect().left, 'x');
    const factor = event.deltaY > 0 ? ZOOM : 1 / ZOOM;
    this.move({ min: at - (at - min) * factor, max: at + (max - at) * factor });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      '+': () => this.zoom(1 / ZOOM),
      '=': () => this.zoom(1 / ZOOM),
      '-': () => this.zoom(ZOOM),
      '0': () => this.options.onRange(undefined),
      Home: () => this.toEdge('min'),
      End: () => this.toEdge('max'),
      ArrowLeft: () => (event.shiftKey ? this.moveCursor(-1, 0) : this.pan(-0.1)),
      ArrowRight: () => (event.shiftKey ? this.moveCursor(1, 0) : this.pan(0.1)),
      PageDown: () => this.moveCursor(1, 0.05),
      PageUp: () => this.moveCursor(-1, 0.05),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  private zoom(factor: number): void {
    const { min, max } = this.shown();
    const middle = (min + max) / 2;
    this.move({ min: middle - (middle - min) * factor, max: middle + (max - middle) * factor });
  }

  private pan(part: number): void {
    const { min, max } = this.shown();
    const by = Math.max(this.all().min - min, Math.min(this.all().max - max, (max - min) * part));
    this.move({ min: min + by, max: max + by });
  }

  private toEdge(edge: keyof ChartRange): void {
    const { min, max } = this.shown();
    const by = this.all()[edge] - (edge === 'min' ? min : max);
    this.move({ min: min + by, max: max + by });
  }

  /**
   * Moves the cursor to another value.
   * @param part how much of what is shown is passed at least; 0 for the very next value
   */
  private moveCursor(by: 1 | -1, part: number): void {
    const { plot } = this;
    const [xs] = this.lines.filter(({ hidden }) => hidden !== true).map((line) => line.xs);
    if (!plot || !xs || xs.length === 0) return;
    const { min, max } = this.shown();
    const { left } = plot.cursor;
    const from =
      this.cursorX ?? (left === undefined || left < 0 ? (min + max) / 2 : plot.posToVal(left, 'x'));
    const at = firstFrom(xs, from + by * part * (max - min));
    const next = part > 0 ? at : at + (by > 0 && (xs[at] ?? from) > from ? 0 : by);
    this.cursorX = xs[Math.max(0, Math.min(xs.length - 1, next))] ?? from;
    // It stays in sight.
    if (this.cursorX < min || this.cursorX > max) this.pan(((this.cursorX < min ? this.cursorX - min : this.cursorX - max) / (max - min)) + by * 0.1); // prettier-ignore
    this.keyX = this.cursorX;
    this.plot?.setCursor({ left: this.plot.valToPos(this.cursorX, 'x'), top: 10 });
    this.keyX = undefined;
  }

  private move({ min, max }: ChartRange): void {
    const all = this.all();
    const next = { min: Math.max(all.min, min), max: Math.min(all.max, max) };
    if (next.max - next.min < NARROWEST) return;
    this.options.onRange(next.min <= all.min && next.max >= all.max ? undefined : next);
  }
}

function cursorAt(plot: uPlot): Omit<ChartCursor, 'byKey'> | undefined {
  const { left } = plot.cursor;
  if (left === undefined || left < 0) return undefined;
  const x = plot.posToVal(left, 'x');
  return { x, near: plot.posToVal(left + NEAR_PIXELS, 'x') - x };
}

/** A logarithm has no place for the others. */
function positive(xs: readonly number[], ys: readonly number[]): uPlot.AlignedData {
  const kept = ys.map((y, index) => [xs[index] ?? 0, y] as const).filter(([, y]) => y > 0);
  return [kept.map(([x]) => x), kept.map(([, y]) => y)];
}
