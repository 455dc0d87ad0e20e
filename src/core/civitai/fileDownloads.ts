import { RoomMeter } from '../files/roomMeter';
import type { AddressGuard } from '../net/addressGuard';
import { downloadFile } from '../net/download/downloadFile';
import { downloadSmall, type SmallRequest } from '../net/download/downloadSmall';
import type { DownloadDeps, DownloadedPart, FileRequest } from '../net/download/request';
import { ByteRate } from '../net/download/byteRate';
import type { Http } from '../net/http';
import type { Policy, ScopedToken, Timeouts } from '../net/policy';
import { RateControl } from '../net/rateControl';
import type { Sleep } from '../net/retry';
import { webUrl } from '../net/webUrl';
import { downloadRefusal } from './downloadRefusal';

/** A server may be silent for a minute; a file may take hours. */
const TIMEOUTS: Timeouts = { headersMs: 30_000, idleMs: 60_000 };

/** What is downloaded, without what this knows. */
export type FileOrder = Omit<FileRequest, 'url' | 'key' | 'neverText'>;

export interface FileDownloadsOptions {
  readonly http: Http;
  readonly origin: string;
  readonly guard: AddressGuard;
  readonly beforeRequest: () => void;
  readonly token?: ScopedToken;
  readonly sleep: Sleep;
  readonly timeouts?: Timeouts | undefined;
  /** How many models and how many images are downloaded at a time. */
  readonly models?: number;
  readonly images?: number;
  /** Bytes a second, asked each time; 0 for no limit. */
  readonly bytesPerSecond?: () => number;
  /** Bytes that are to stay free on a drive. */
  readonly reserve?: () => number;
  /** Absolute path of the folder of the built workers. */
  readonly workerFolder?: string;
  /** Lets one process at a time work at a file. */
  readonly lock?: DownloadDeps['lock'];
}

/** Downloads of Civitai's files: models need a token at times, images never get one. Each has turns of its own. */
export class FileDownloads {
  private readonly byteRate: ByteRate;
  private readonly models: RateControl;
  /** By the host that is asked first, so that one in trouble does not slow the others. */
  private readonly images = new Map<string, RateControl>();
  private readonly roomMeter: RoomMeter;

  constructor(private readonly options: FileDownloadsOptions) {
    this.byteRate = new ByteRate(options.bytesPerSecond ?? (() => 0), options.sleep);
    this.models = new RateControl(options.models ?? 4);
    this.roomMeter = new RoomMeter(options.reserve ?? (() => 0));
  }

  /** A file of a model version. @throws Problem as `downloadFile` does */
  model(versionId: number, fileId: number, order: FileOrder): Promise<DownloadedPart> {
    const { origin, token } = this.options;
    const url = webUrl(`${origin}/api/download/models/${versionId}?fileId=${fileId}`);
    const request: FileRequest = { ...order, url, key: `file ${fileId}`, neverText: true };
    return downloadFile(request, this.depsFor(url, this.models, token));
  }

  /** An image or video by its address. @throws Problem as `downloadFile` does */
  image(address: string, order: Omit<SmallRequest, 'url' | 'key'>): Promise<DownloadedPart> {
    const url = webUrl(address);
    const request: SmallRequest = { ...order, url, key: `image ${url.pathname}` };
    const deps = this.depsFor(url, this.imageRate(url.host), undefined);
    return downloadSmall(request, { ...deps, roomMeter: this.roomMeter });
  }

  private imageRate(host: string): RateControl {
    const rate = this.images.get(host) ?? new RateControl(this.options.images ?? 5);
    this.images.set(host, rate);
    return rate;
  }

  private depsFor({ origin }: URL, rate: RateControl, token: ScopedToken | undefined): DownloadDeps {
    const {
      http,
      guard,
      beforeRequest,
      sleep,
      timeouts = TIMEOUTS,
      reserve = () => 0,
      lock,
      workerFolder,
    } = this.options;
    const policy: Policy = {
      guard,
      timeouts,
      beforeRequest,
      mayLeadToNeighbours: true,
      ...(token && { token }),
    };
    return {
      http,
      policy,
      rate,
      byteRate: this.byteRate,
      sleep,
      reserve,
      refusal: (answer) => downloadRefusal(answer, origin),
      ...(lock && { lock }),
      ...(workerFolder !== undefined && { workerFolder }),
    };
  }
}
