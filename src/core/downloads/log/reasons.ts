import type { ProblemCode } from '../../problem/codes';
import type { Problem } from '../../problem/problem';
import { redact } from '../../text/redact';
import { webAddress } from '../../civitai/webAddress';
import type { LoggedFailure } from './entries';

/** Why something could not be downloaded (S3-18…23). Logs may hold others, of other programs. */
export const REASONS = [
  'uuid_not_found',
  'missing',
  'corrupted',
  'presigned_url_failed',
  'timeout',
  'copy_failed',
] as const;
export type FailureReason = (typeof REASONS)[number];

/** What a failed download is called in the log; undefined for what is no failure, but was stopped. */
const REASON_OF: Readonly<Record<ProblemCode, FailureReason | undefined>> = {
  not_found: 'missing',
  corrupted: 'corrupted',
  empty: 'corrupted',
  growing: 'corrupted',
  truncated: 'corrupted',
  html: 'corrupted',
  error_answer: 'corrupted',
  lfs_pointer: 'corrupted',
  bad_header: 'corrupted',
  bad_answer: 'corrupted',
  address_expired: 'presigned_url_failed',
  login_required: 'presigned_url_failed',
  downloads_disabled: 'presigned_url_failed',
  early_access: 'presigned_url_failed',
  no_access: 'presigned_url_failed',
  invalid_token: 'presigned_url_failed',
  region_blocked: 'presigned_url_failed',
  bad_input: 'presigned_url_failed',
  timeout: 'timeout',
  offline: 'timeout',
  rate_limited: 'timeout',
  server_error: 'timeout',
  missing: 'copy_failed',
  unreadable: 'copy_failed',
  read_only: 'copy_failed',
  locked: 'copy_failed',
  disk_full: 'copy_failed',
  changed_meanwhile: 'copy_failed',
  not_json: 'copy_failed',
  unsafe_name: 'copy_failed',
  bad_name: 'copy_failed',
  write_failed: 'copy_failed',
  undo_full: 'copy_failed',
  requests_off: undefined,
  quota_reached: undefined,
  cancelled: undefined,
  ended: undefined,
};

/** The reason that a problem is logged with; undefined where the download was only stopped. */
export const failureReason = ({ code }: Pick<Problem, 'code'>): FailureReason | undefined => REASON_OF[code];

/** What a failed download was to be. */
export interface Expected {
  /** Where the file was to be, absolute. */
  readonly path: string;
  readonly url?: string | undefined;
  /** Which file of a version. */
  readonly fileId?: number | undefined;
}

/** What the log keeps of a failure: `expected_file_path` and `download_url` (S3-27), and what is known beside. */
export function failureInfo(
  problem: Pick<Problem, 'code' | 'message'> | undefined,
  { path, url, fileId }: Expected,
  at: Date,
): Record<string, unknown> {
  const address = webAddress(url);
  return {
    expected_file_path: path,
    ...(address !== undefined && { download_url: redact(address) }),
    ...(fileId !== undefined && { file_id: fileId }),
    ...(problem && { code: problem.code, message: problem.message }),
    date: at.toISOString(),
  };
}

/**
 * When Civitai said that something is gone (404 or 410), so that it need not be asked again; undefined for every other
 * failure, and for those that other programs wrote, which call a file that they do not find `missing`, too.
 */
export function goneSince({ reason, info }: LoggedFailure): Date | undefined {
  const code: ProblemCode = 'not_found';
  if (reason !== 'missing' || info.code !== code || typeof info.date !== 'string') return undefined;
  const date = new Date(info.date);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
