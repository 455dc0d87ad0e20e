import { isMembers, logId, logKey, type LoggedSuccess, type LoggedType } from './entries';

const LISTS = { lora: 'lora', images: 'image' } as const satisfies Readonly<Record<string, LoggedType>>;

/**
 * What programs before the log kept (S3-10): `{ "lora": [], "images": [] }` or the same within `downloaded_records`,
 * with ids, or with objects or file names that have one.
 * @returns by key; these records are read and left as they are
 */
export function readOldRecords(log: Readonly<Record<string, unknown>>): Map<string, LoggedSuccess> {
  const found = new Map<string, LoggedSuccess>();
  for (const records of [log, log.downloaded_records]) {
    if (!isMembers(records)) continue;
    for (const [name, type] of Object.entries(LISTS)) {
      const list = records[name];
      for (const record of Array.isArray(list) ? (list as unknown[]) : []) {
        const success = toRecord(record, type);
        if (success) found.set(logKey(success.id, type), success);
      }
    }
  }
  return found;
}

function toRecord(record: unknown, type: LoggedType): LoggedSuccess | undefined {
  const members = isMembers(record) ? record : {};
  const path = typeof members.path === 'string' ? members.path : undefined;
  const id = isMembers(record) ? logId(record.id) : idIn(record);
  if (id === undefined) return undefined;
  const size = typeof members.size === 'number' ? members.size : undefined;
  return { id, type, path, size, fileId: undefined, files: [] };
}

/** An id, or the name of a file that is called by it. */
function idIn(record: unknown) {
  if (typeof record !== 'string') return logId(record);
  const name = /([^/\\]+?)(?:\.[a-z\d]+)?$/i.exec(record.trim())?.[1];
  const id = logId(name);
  return typeof id === 'number' ? id : undefined;
}
