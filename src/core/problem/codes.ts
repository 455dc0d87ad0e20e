/** What a code says about a problem, beyond its text. Each trait is asked by the function of the same name. */
interface Traits {
  /** The file is no whole model: asking again changes nothing until the file changes. */
  readonly refusal?: true;
  /** Nothing answers, and nothing will answer the next question either. */
  readonly unreachable?: true;
  /** The other side has more to do than it can: fewer requests at a time may help. */
  readonly overload?: true;
  /** The next file would meet it, too. */
  readonly systemic?: true;
}

const MODEL_FILE = {
  empty: { refusal: true },
  growing: { refusal: true },
  truncated: { refusal: true },
  html: { refusal: true },
  /** What a server said instead of giving the file. */
  error_answer: { refusal: true },
  /** Git LFS left a note in place of the file. */
  lfs_pointer: { refusal: true },
  bad_header: { refusal: true },
  missing: {},
  unreadable: {},
} as const satisfies Record<string, Traits>;

const WRITING = {
  read_only: {},
  locked: {},
  disk_full: {},
  changed_meanwhile: {},
  not_json: {},
  unsafe_name: {},
  /** The drive, or Node, knows no such name. */
  bad_name: {},
  write_failed: {},
  /** What can be undone takes all the space that it may, and the user lets none of it go. */
  undo_full: { systemic: true },
} as const satisfies Record<string, Traits>;

const NETWORK = {
  offline: { unreachable: true, systemic: true },
  timeout: { overload: true, systemic: true },
  rate_limited: { overload: true, systemic: true },
  server_error: { overload: true, systemic: true },
  bad_answer: { systemic: true },
  not_found: {},
  /** A signed address that holds no longer; another one is given when it is asked for. */
  address_expired: {},
  /** What came is not what it was said to be: another hash, another size. */
  corrupted: {},
} as const satisfies Record<string, Traits>;

const CIVITAI = {
  requests_off: { unreachable: true, systemic: true },
  region_blocked: { unreachable: true, systemic: true },
  /** It gives no more downloads to this user for now. */
  quota_reached: { unreachable: true, systemic: true },
  invalid_token: { systemic: true },
  login_required: {},
  downloads_disabled: {},
  early_access: {},
  no_access: {},
} as const satisfies Record<string, Traits>;

const USER = {
  bad_input: {},
  cancelled: { systemic: true },
} as const satisfies Record<string, Traits>;

const PROGRAM = {
  /** The work was ended by the program itself, because a setting changed or its services were closed. */
  ended: { systemic: true },
} as const satisfies Record<string, Traits>;

const CODES = { ...MODEL_FILE, ...WRITING, ...NETWORK, ...CIVITAI, ...USER, ...PROGRAM } as const;

/** Why a file was refused or a step failed. */
export type ProblemCode = keyof typeof CODES;

/** A problem, its plain form, or anything else that has its code. */
interface Coded {
  readonly code: ProblemCode;
}

/** Whether a problem means that a file is no whole model, and not that something failed for now. */
export const isRefusal = ({ code }: Coded): boolean => traits(code).refusal === true;

/** Whether a problem means that Civitai cannot be asked at all, so that the next request would fail in the same way. */
export const isUnreachable = ({ code }: Coded): boolean => traits(code).unreachable === true;

/** Whether a problem means that the other side should get fewer requests at a time. */
export const isOverload = ({ code }: Coded): boolean => traits(code).overload === true;

/** Whether the next file would meet the problem, too; any other is of one file and must not keep the rest waiting. */
export const isSystemic = ({ code }: Coded): boolean => traits(code).systemic === true;

function traits(code: ProblemCode): Traits {
  return CODES[code];
}
