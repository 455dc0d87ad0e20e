import type { freeBytes } from '../../files/freeSpace';
import type { withFileLock } from '../../files/lock';
import type { Problem } from '../../problem/problem';
import type { OpenAnswer } from '../answer';
import type { Http } from '../http';
import type { Policy } from '../policy';
import type { RateControl } from '../rateControl';
import type { Sleep } from '../retry';
import type { ByteRate } from './byteRate';
import type { Pieces } from './pieces';
import type { StartTimer } from './stall';

/** A file that is to be downloaded. */
export interface FileRequest {
  /** Asked again for each try, since the address that it leads to holds only for a while. */
  readonly url: URL;
  /** Names what is downloaded, so that a part of something else is not taken for one of it. Never holds a secret. */
  readonly key: string;
  /** Absolute; what is downloaded lies beside it as `<target>.part`. */
  readonly target: string;
  /** What is known of it. */
  readonly bytes?: number | undefined;
  /** Lower case. */
  readonly sha256?: string | undefined;
  /** The file cannot be text: a web page or JSON in its place is refused by its first bytes. */
  readonly neverText?: boolean | undefined;
  /** The user asks for it although what came before was wrong, and was kept aside. */
  readonly again?: boolean | undefined;
  /**
   * Called once no other process works at it, before the server is asked: another one may have brought the file while it
   * was waited for. What it throws ends the download.
   */
  readonly before?: () => Promise<void>;
  /** Looks at the whole file, such as at its header. @throws Problem where it is not what was asked for */
  readonly check?: (part: DownloadedPart) => Promise<void> | void;
  /**
   * Gives the part its name, while no other process works at it. What it throws fails the download; the part stays, as
   * far as it is still there.
   */
  readonly place?: (part: DownloadedPart) => Promise<void>;
  /** Ends it; what came stays, to go on with. */
  readonly signal?: AbortSignal | undefined;
  /** @param total undefined where that is not known */
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
  /** Why nothing comes for now; undefined: it comes again. */
  readonly onWait?: (why: Problem | undefined) => void;
}

/** How downloads are made. */
export interface DownloadDeps {
  readonly http: Pick<Http, 'open'>;
  /** Its `timeouts.idleMs` is how long a server may be silent before it is asked again. */
  readonly policy: Policy;
  /** Of the server that is asked first. */
  readonly rate: RateControl;
  readonly byteRate: ByteRate;
  readonly sleep: Sleep;
  /** Bytes that are to stay free on a drive. */
  readonly reserve: () => number;
  /** Why an answer is none: a refusal, a web page. Undefined for one whose body is the file. */
  readonly refusal: (answer: OpenAnswer) => Promise<Problem | undefined>;
  /** Bytes that may still be written where a path is; by default, what the system says. */
  readonly freeBytes?: typeof freeBytes;
  /** Measures silence; by default, by the clock. */
  readonly startTimer?: StartTimer;
  /** Absolute path of the folder of the built workers; absent: large files are hashed on this thread, too. */
  readonly workerFolder?: string;
  /** Lets one process at a time work at a file; by default, those of this user. */
  readonly lock?: typeof withFileLock;
}

/** A file that is whole, and is what it was said to be. */
export interface DownloadedPart {
  /** `<target>.part`, or a temporary file, which `place` has moved where there was one. */
  readonly path: string;
  readonly bytes: number;
  /** Lower case. */
  readonly sha256: string;
  /** Whether that is what it was said to be. */
  readonly isVerified: boolean;
  /** The bytes themselves, of a small file that is not forced to the disk yet. */
  readonly content?: Pieces;
}
