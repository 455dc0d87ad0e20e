import * as l10n from '@vscode/l10n';
import { asciiJson, isAscii } from '../../json/asciiJson';
import { editJson } from '../../json/jsonDocument';
import { notJson, parseJsonText } from '../../json/jsonFile';
import { jsonElementSpans, jsonMemberSpans, type Span } from '../../json/jsonSpans';
import {
  furtherFiles,
  isMembers,
  keyOfElement,
  logKey,
  toFailure,
  toSuccess,
  type LogId,
  type LoggedFailure,
  type LoggedSuccess,
} from './entries';
import { listLayout, writeElement, writeList } from './listLayout';
import type { FailureMark, Mark, SuccessMark } from './marks';
import { readOldRecords } from './oldRecords';

const EMPTY = '{\n  "success": [],\n  "failed": []\n}\n';

/** An element of a list. */
interface Element {
  value: unknown;
  /** As it is written; undefined for a new one. */
  text: string | undefined;
  /** What stands between it and the element before it; undefined for a new one, and for the first. */
  readonly lead?: string | undefined;
}

/** A list of the log, in its order. */
interface List {
  readonly span: Span;
  readonly spans: readonly Span[];
  readonly elements: Set<Element>;
  isChanged: boolean;
}

/**
 * The JSON of a download log (S3-11…13). What no mark changes stays as it is written: unknown keys and entries, the
 * order, numbers, indentation, line ends, byte order mark.
 */
export class LogDocument {
  private readonly text: string;
  private readonly success: List;
  private readonly failed: List;
  /** Of two entries of a download the first counts, as for the program that this format is from. */
  private readonly successes = new Map<string, Element>();
  private readonly failures = new Map<string, Set<Element>>();
  private readonly old: ReadonlyMap<string, LoggedSuccess>;

  /**
   * @param text of the file; undefined where there is none
   * @param name of the file, for messages
   * @throws Problem `not_json` for what is no log: it must be left alone
   */
  constructor(
    text: string | undefined,
    private readonly name: string,
  ) {
    const found = text ?? EMPTY;
    const value = parseJsonText(found, name);
    this.text = this.withLists(found, value);
    this.old = readOldRecords(value);
    const spans = jsonMemberSpans(this.text);
    this.success = listOf(this.text, spans.get('success'), value.success);
    this.failed = listOf(this.text, spans.get('failed'), value.failed);
    for (const element of this.success.elements) {
      const key = keyOfElement(element.value);
      if (key !== undefined && !this.successes.has(key)) this.successes.set(key, element);
    }
    for (const element of this.failed.elements) this.indexFailure(element);
  }

  private withLists(text: string, value: Readonly<Record<string, unknown>>): string {
    const lists = ['success', 'failed'] as const;
    for (const list of lists) {
      if (Object.hasOwn(value, list) && !Array.isArray(value[list]))
        throw notJson(this.name, l10n.t('its “{0}” is no list', list));
    }
    const missing = lists.filter((list) => !Object.hasOwn(value, list));
    if (missing.length === 0) return text;
    return this.edited(text, Object.fromEntries(missing.map((list) => [list, []])));
  }

  get isChanged(): boolean {
    return this.success.isChanged || this.failed.isChanged;
  }

  /** What is known of a download that was done; undefined where none was. */
  successOf(id: LogId, type: string): LoggedSuccess | undefined {
    const key = logKey(id, type);
    const element = this.successes.get(key);
    return element ? toSuccess(element.value) : this.old.get(key);
  }

  /** The last failure of a download; one that was done later has none. */
  failureOf(id: LogId, type: string): LoggedFailure | undefined {
    const last = [...(this.failures.get(logKey(id, type)) ?? [])].at(-1);
    return last && toFailure(last.value);
  }

  /** All that was done, in the order of the log; then what only old records know. */
  *allSuccesses(): Generator<LoggedSuccess> {
    for (const { value } of this.successes.values()) yield toSuccess(value);
    for (const [key, record] of this.old) if (!this.successes.has(key)) yield record;
  }

  /** All that failed, in the order of the log. */
  *allFailures(): Generator<LoggedFailure> {
    for (const { value } of this.failed.elements)
      if (keyOfElement(value) !== undefined) yield toFailure(value);
  }

  /** Takes in a mark. One that is known already changes nothing. */
  apply(mark: Mark): void {
    if (mark.mark === 'success') this.succeed(mark);
    else this.fail(mark);
  }

  /** S3-16: no failure any more; path and size of an entry that is there are replaced. */
  private succeed(mark: SuccessMark): void {
    const { id, type, path, size, file_id: fileId } = mark;
    const key = logKey(id, type);
    this.forgetFailures(key, fileId);
    const element = this.successes.get(key);
    if (element) {
      this.edit(this.success, element, changesBy(mark, element.value));
      return;
    }
    const value = { id, type, path, size, ...(fileId !== undefined && { file_id: fileId }) };
    const added: Element = { value, text: undefined };
    this.success.elements.add(added);
    this.success.isChanged = true;
    this.successes.set(key, added);
  }

  /** S3-17: takes the place of an earlier failure, at the end. What was done before stays. */
  private fail({ id, type, reason, info }: FailureMark): void {
    const value = { id, type, reason, info };
    const key = logKey(id, type);
    const known = [...(this.failures.get(key) ?? [])];
    // A mark that is applied twice, since a crash came between, changes nothing.
    if (known.some((element) => sameJson(element.value, value))) return;
    this.forgetFailures(key, typeof info.file_id === 'number' ? info.file_id : undefined);
    const added: Element = { value, text: undefined };
    this.failed.elements.add(added);
    this.failed.isChanged = true;
    this.indexFailure(added);
  }

  private indexFailure(element: Element): void {
    const key = keyOfElement(element.value);
    if (key === undefined) return;
    const known = this.failures.get(key);
    if (known) known.add(element);
    else this.failures.set(key, new Set([element]));
  }

  /** @param fileId of several files of a version, only the failure of this one; undefined: all */
  private forgetFailures(key: string, fileId: number | undefined): void {
    const known = this.failures.get(key);
    for (const element of known ?? []) {
      const other = toFailure(element.value).info.file_id;
      if (fileId !== undefined && typeof other === 'number' && other !== fileId) continue;
      known?.delete(element);
      this.failed.elements.delete(element);
      this.failed.isChanged = true;
    }
    if (known?.size === 0) this.failures.delete(key);
  }

  private edit(list: List, element: Element, changes: Readonly<Record<string, unknown>>): void {
    if (Object.keys(changes).length === 0 || !isMembers(element.value)) return;
    element.value = { ...element.value, ...changes };
    if (element.text !== undefined) {
      const edited = this.edited(element.text, changes);
      element.text = isAscii(element.text) && !isAscii(edited) ? asciiJson(edited) : edited;
    }
    list.isChanged = true;
  }

  private edited(text: string, changes: Readonly<Record<string, unknown>>): string {
    try {
      return editJson(text, changes);
    } catch (error) {
      if (error instanceof RangeError) throw notJson(this.name, l10n.t('it is nested too deeply'));
      throw error;
    }
  }

  /** The text of the file with all marks. */
  toText(): string {
    if (!this.isChanged) return this.text;
    const inAscii = this.text !== EMPTY && isAscii(this.text.replace(/^\ufeff/, ''));
    const lists = [this.success, this.failed].sort((one, other) => other.span.start - one.span.start);
    return lists.reduce((text, { span, spans, elements, isChanged }) => {
      if (!isChanged) return text;
      const layout = listLayout(this.text, span, spans);
      const written = [...elements].map(({ text: known, value, lead }) => ({
        text: known ?? writeElement(value, layout, inAscii),
        lead,
      }));
      return text.slice(0, span.start) + writeList(layout, written) + text.slice(span.end);
    }, this.text);
  }
}

function listOf(text: string, span: Span | undefined, value: unknown): List {
  if (!span) throw new RangeError('A list of the log has no place in its text');
  const values = Array.isArray(value) ? (value as unknown[]) : [];
  const spans = jsonElementSpans(text, span);
  const elements = spans.map(({ start, end }, at) => ({
    value: values[at],
    text: text.slice(start, end),
    lead: at === 0 ? undefined : text.slice(spans[at - 1]?.end, start),
  }));
  return { span, spans, elements: new Set(elements), isChanged: false };
}

/** What a download changes in the entry of its image or version: its one file, or one of several. */
function changesBy({ path, size, file_id: fileId }: SuccessMark, entry: unknown): Record<string, unknown> {
  const members = isMembers(entry) ? entry : {};
  const isFirst =
    fileId === undefined ||
    members.file_id === fileId ||
    (members.file_id === undefined && (members.path === path || typeof members.path !== 'string'));
  if (isFirst) {
    const wanted = { path, size, ...(fileId !== undefined && { file_id: fileId }) };
    return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => members[key] !== value));
  }
  const files = furtherFiles(members);
  const at = files.findIndex((file) => isMembers(file) && file.file_id === fileId);
  const known = isMembers(files[at]) ? files[at] : {};
  const file = { ...known, file_id: fileId, path, size };
  if (sameJson(known, file)) return {};
  return { files: at < 0 ? [...files, file] : files.with(at, file) };
}

const sameJson = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
