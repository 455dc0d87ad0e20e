/** What a log tells of: pictures and videos by their ids on Civitai, and model versions by theirs. */
export type LoggedType = 'image' | 'lora';

/** An id on Civitai, or the UUID of an image that has none. */
export type LogId = number | string;

/** A file of a version beside its first one. */
export interface LoggedFile {
  readonly fileId: number | undefined;
  /** Absolute, as it was on the machine that wrote it. */
  readonly path: string;
  /** Bytes. */
  readonly size: number | undefined;
}

/** What was downloaded: an image, or a version with its files. */
export interface LoggedSuccess {
  readonly id: LogId;
  readonly type: string;
  /** Absolute; undefined in records of old programs, which have no paths. */
  readonly path: string | undefined;
  /** Bytes. */
  readonly size: number | undefined;
  /** Which file of the version `path` is, where that is known. */
  readonly fileId: number | undefined;
  /** Further files of the version. */
  readonly files: readonly LoggedFile[];
}

/** What could not be downloaded. */
export interface LoggedFailure {
  readonly id: LogId;
  readonly type: string;
  /** One of `REASONS`, or whatever another program wrote. */
  readonly reason: string;
  readonly info: Readonly<Record<string, unknown>>;
}

type Members = Readonly<Record<string, unknown>>;

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An id as it is written, where it is one: programs also write numbers as texts. */
export function logId(value: unknown): LogId | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const text = value.trim().toLowerCase();
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** By which an entry is found. */
export const logKey = (id: LogId, type: string): string => `${type}:${logId(id) ?? id}`;

/** The key of an element of the log; undefined for what is no entry. */
export function keyOfElement(value: unknown): string | undefined {
  if (!isMembers(value) || typeof value.type !== 'string') return undefined;
  const id = logId(value.id);
  return id === undefined ? undefined : logKey(id, value.type);
}

const textOrNothing = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const numberOrNothing = (value: unknown) => (typeof value === 'number' ? value : undefined);

/** @param value an element that has a key */
export function toSuccess(value: unknown): LoggedSuccess {
  const members = isMembers(value) ? value : {};
  return {
    id: logId(members.id) ?? '',
    type: String(members.type),
    path: textOrNothing(members.path),
    size: numberOrNothing(members.size),
    fileId: numberOrNothing(members.file_id),
    files: furtherFiles(members).flatMap((file) =>
      isMembers(file) && typeof file.path === 'string'
        ? [{ fileId: numberOrNothing(file.file_id), path: file.path, size: numberOrNothing(file.size) }]
        : [],
    ),
  };
}

/** The elements of `files`, whatever they are. */
export const furtherFiles = ({ files }: Members): readonly unknown[] => (Array.isArray(files) ? files : []);

/** @param value an element that has a key */
export function toFailure(value: unknown): LoggedFailure {
  const members = isMembers(value) ? value : {};
  return {
    id: logId(members.id) ?? '',
    type: String(members.type),
    reason: textOrNothing(members.reason) ?? '',
    info: isMembers(members.info) ? members.info : {},
  };
}
