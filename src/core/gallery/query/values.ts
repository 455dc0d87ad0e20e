/** What a number may be. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  /** Whether the bounds themselves are left out. */
  readonly above?: boolean;
  readonly below?: boolean;
}

/** Whether a number is in a range; what is not known is in none. */
export function isIn({ least, most, above, below }: NumberRange, value: number | undefined): boolean {
  if (value === undefined) return false;
  return (above ? value > least : value >= least) && (below ? value < most : value <= most);
}

const ENDS = { least: -Infinity, most: Infinity };

/**
 * Reads `30`, `>30`, `>=30`, `<30`, `<=30`, `20..30`, `20..` or `..30`.
 * @param read the first and the last number that a text stands for, such as those of a day; undefined for no such text
 */
export function rangeOf(
  text: string,
  read: (text: string) => Pick<NumberRange, 'least' | 'most'> | undefined,
): NumberRange | undefined {
  const compared = /^(>=|<=|>|<|=)(.+)$/s.exec(text);
  if (compared) {
    const value = read(compared[2] ?? '');
    if (!value) return undefined;
    switch (compared[1] ?? '') {
      case '>':
        return { ...ENDS, least: value.most, above: true };
      case '>=':
        return { ...ENDS, least: value.least };
      case '<':
        return { ...ENDS, most: value.least, below: true };
      case '<=':
        return { ...ENDS, most: value.most };
      default:
        return value;
    }
  }
  const dots = text.indexOf('..');
  if (dots < 0) return read(text);
  const [from, to] = [text.slice(0, dots), text.slice(dots + 2)];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? ENDS : read(from);
  const last = to === '' ? ENDS : read(to);
  return first && last && { least: first.least, most: last.most };
}

/** A number, also with a comma; the same one twice. */
export function readNumber(text: string): Pick<NumberRange, 'least' | 'most'> | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) return undefined;
  const number = Number(text);
  return { least: number, most: number };
}

/** The first and the last millisecond of a day, a month or a year of the user's time zone: `2026-01-31`, `2026-01`, `2026`. */
export function readDate(text: string): Pick<NumberRange, 'least' | 'most'> | undefined {
  const found = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (!found) return undefined;
  const [year, month, day] = found.slice(1).map((part: string | undefined) => (part === undefined ? undefined : Number(part))); // prettier-ignore
  if (year === undefined) return undefined;
  const start = new Date(year, (month ?? 1) - 1, day ?? 1);
  const isReal = (month === undefined || start.getMonth() === month - 1) && (day === undefined || start.getDate() === day); // prettier-ignore
  if (!isReal) return undefined;
  const end =
    day !== undefined
      ? new Date(year, start.getMonth(), day + 1)
      : month !== undefined
        ? new Date(year, month, 1)
        : new Date(year + 1, 0, 1);
  return { least: start.getTime(), most: end.getTime() - 1 };
}
