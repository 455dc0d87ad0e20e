import { parseJsonObject } from '../../json/jsonDocument';
import { isMembers, logId, type LogId } from './entries';

/** A download that is done, as the journal has it. */
export interface SuccessMark {
  readonly mark: 'success';
  readonly id: LogId;
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly file_id?: number | undefined;
}

/** A download that failed, as the journal has it. */
export interface FailureMark {
  readonly mark: 'failed';
  readonly id: LogId;
  readonly type: string;
  readonly reason: string;
  readonly info: Readonly<Record<string, unknown>>;
}

export type Mark = SuccessMark | FailureMark;

/**
 * What a line of the journal says.
 * @returns `unknown` for a line that only a newer version knows, undefined for a broken one: a kill leaves such
 */
export function parseMark(line: string): Mark | 'unknown' | undefined {
  const read = line === '' ? undefined : parseJsonObject(line);
  if (!read?.ok) return undefined;
  const { mark, type, path, size, file_id: fileId, reason, info } = read.value;
  const id = logId(read.value.id);
  if (id === undefined || typeof type !== 'string') return 'unknown';
  if (mark === 'success' && typeof path === 'string' && typeof size === 'number') {
    return { mark, id, type, path, size, ...(typeof fileId === 'number' && { file_id: fileId }) };
  }
  return mark === 'failed' && typeof reason === 'string' && isMembers(info)
    ? { mark, id, type, reason, info }
    : 'unknown';
}
