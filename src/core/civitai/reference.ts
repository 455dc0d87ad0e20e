import * as l10n from '@vscode/l10n';
import { bareText } from './bareText';
import { hexOf, readHash } from './hashFormats';
import { toId } from './ids';
import { asAddress, isCivitai } from './civitaiAddress';

/** What an address, an id or a hash that the user pasted refers to: at least one of these. */
export interface CivitaiReference {
  readonly modelId?: number;
  readonly versionId?: number;
  readonly fileId?: number;
  /** An image, which stands for the models that it was made with. */
  readonly imageId?: number;
  /** A post, which stands for the models of its images. */
  readonly postId?: number;
  /** Of a file, hex. */
  readonly hash?: string;
}

/** `urn:air:{ecosystem}:{type}:civitai:{model}[@version][+file][.format]`; the prefixes may be missing. */
const AIR =
  /^(?:urn:)?(?:air:)?(?:[\w/-]+:){0,2}civitai\s*:\s*(\d+)(?:\s*@\s*(\d+))?(?:\+(\d+))?(?:\.[\w-]+)?$/i;
/** `MODEL @ VERSION`, as `scan` prints it: the model may be unknown. */
const PAIR = /^(\d+|\?)\s*@\s*(\d+)$/;
/** Of a user of Civitai. */
const NAME = /^\w+$/;

/**
 * Reads what the user pasted, in quotes, brackets or links: the address of a model, a version, a download, an image or
 * a post on Civitai, on an archive of it or on the server that is asked in its place (with or without `https://`), an
 * AIR (`urn:air:…`), `MODEL @ VERSION`, a bare model id, or a hash of a file.
 * @param baseUrl of the API that is asked; addresses of its host are accepted as well
 * @returns undefined when the text leads to no model; never throws
 */
export function parseReference(text: string, baseUrl?: string): CivitaiReference | undefined {
  const bare = bareText(text);
  if (toId(bare) !== undefined) return reference({ model: bare });
  const air = AIR.exec(bare);
  if (air) return reference({ model: air[1], version: air[2], file: air[3] });
  const pair = PAIR.exec(bare);
  if (pair) return reference({ model: pair[1], version: pair[2] });
  const address = asAddress(bare);
  if (address) return isCivitai(address, baseUrl) ? fromAddress(address) : undefined;
  return reference({ hash: hexOf(readHash(bare)?.display) });
}

/**
 * Why a text is not accepted where `parseReference` is asked.
 * @param otherwise what is said of a text that is no address of another site
 */
export function referenceFault(text: string, otherwise: string, baseUrl?: string): string {
  const address = asAddress(bareText(text));
  if (!address || isCivitai(address, baseUrl)) return otherwise;
  return l10n.t('{0} is not Civitai: paste the address that the model has there.', address.host);
}

/**
 * The id of an image: the id itself, or the address of the image.
 * @returns undefined where the text is neither
 */
export function parseImageId(text: string, baseUrl?: string): number | undefined {
  return toId(bareText(text)) ?? parseReference(text, baseUrl)?.imageId;
}

/**
 * The user that a bare name or an address of a profile means: `https://civitai.com/user/NAME/models`, also without the
 * scheme, `/models` or with a query (S3-04).
 * @returns undefined for what names no user
 */
export function parseUsername(text: string, baseUrl?: string): string | undefined {
  const bare = bareText(text);
  if (NAME.test(bare)) return bare;
  const address = asAddress(bare);
  if (!address || !isCivitai(address, baseUrl)) return undefined;
  const name = /^\/user\/([^/]+)/.exec(address.pathname)?.[1];
  // Any name that Civitai takes needs no escapes.
  return name !== undefined && NAME.test(name) ? name : undefined;
}

function fromAddress({ pathname, searchParams }: URL): CivitaiReference | undefined {
  const idIn = (pattern: RegExp) => pattern.exec(pathname)?.[1];
  const download = idIn(/\/download\/models\/(\d+)(?:\/|$)/);
  if (download !== undefined) return reference({ version: download, file: searchParams.get('fileId') });
  const hash = idIn(/\/(?:by-hash|sha256)\/([0-9a-f]{8,64})(?:\/|$)/i);
  if (hash !== undefined) return reference({ hash });
  const version = idIn(/\/model-versions\/(?:mini\/)?(\d+)(?:\/|$)/);
  if (version !== undefined) return reference({ version, file: searchParams.get('modelFileId') });
  const model = idIn(/\/models\/(\d+)(?:\/|$)/);
  if (model !== undefined) return reference({ model, version: searchParams.get('modelVersionId') });
  return reference({ image: idIn(/\/images\/(\d+)(?:\/|$)/), post: idIn(/\/posts\/(\d+)(?:\/|$)/) });
}

type Found = Partial<
  Record<'model' | 'version' | 'file' | 'image' | 'post' | 'hash', string | null | undefined>
>;

function reference({ model, version, file, image, post, hash }: Found): CivitaiReference | undefined {
  const all = {
    modelId: toId(model),
    versionId: toId(version),
    imageId: toId(image),
    postId: toId(post),
    hash: hash ?? undefined,
  };
  const known = Object.entries(all).filter(([, value]) => value !== undefined);
  if (known.length === 0) return undefined;
  const fileId = toId(file);
  return { ...Object.fromEntries(known), ...(fileId !== undefined && { fileId }) };
}
