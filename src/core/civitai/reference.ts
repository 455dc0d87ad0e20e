/** What an address or an id that the user pasted refers to. */
export interface CivitaiReference {
  modelId?: number;
  versionId?: number;
  fileId?: number;
}

/** Civitai's ids are positive PostgreSQL integers. */
export const LARGEST_ID = 2 ** 31 - 1;

/** `urn:air:{ecosystem}:{type}:civitai:{model}[@version][+file][.format]`; the prefixes may be missing. */
const AIR = /^(?:urn:)?(?:air:)?(?:[\w/-]+:){0,2}civitai:(\d+)(?:@(\d+))?(?:\+(\d+))?(?:\.[\w-]+)?$/i;

/**
 * Reads what the user pasted: the address of a model, a version or a download on Civitai or a site that
 * follows it (any host, with or without `https://`), an AIR (`urn:air:…`), or a bare model id.
 * @returns undefined when the text names no model and no version; never throws
 */
export function parseReference(text: string): CivitaiReference | undefined {
  const trimmed = text.trim();
  if (/^\d+$/.test(trimmed)) return reference(trimmed);
  const air = AIR.exec(trimmed);
  if (air) return reference(air[1], air[2], air[3]);
  const url = asUrl(trimmed);
  return url && fromUrl(url);
}

function asUrl(text: string): URL | undefined {
  const address = /^https?:\/\//i.test(text)
    ? text
    : /^(?:\/\/)?[\w-]+(?:\.[\w-]+)+(?::\d+)?\//.test(text)
      ? `https://${text.replace(/^\/\//, '')}`
      : '';
  return URL.canParse(address) ? new URL(address) : undefined;
}

function fromUrl(url: URL): CivitaiReference | undefined {
  const path = url.pathname;
  const query = (name: string): string | undefined => url.searchParams.get(name) ?? undefined;
  const download = /\/download\/models\/(\d+)(?:\/|$)/.exec(path);
  if (download) return reference(undefined, download[1], query('fileId'));
  const version = /\/model-versions\/(?:mini\/)?(\d+)(?:\/|$)/.exec(path);
  if (version) return reference(undefined, version[1], query('modelFileId'));
  const model = /\/models\/(\d+)(?:\/|$)/.exec(path);
  return model ? reference(model[1], query('modelVersionId')) : undefined;
}

function reference(model?: string, version?: string, file?: string): CivitaiReference | undefined {
  const modelId = toId(model);
  const versionId = toId(version);
  const fileId = toId(file);
  if (modelId === undefined && versionId === undefined) return undefined;
  return {
    ...(modelId !== undefined && { modelId }),
    ...(versionId !== undefined && { versionId }),
    ...(fileId !== undefined && { fileId }),
  };
}

function toId(digits: string | undefined): number | undefined {
  const id = /^\d+$/.test(digits ?? '') ? Number(digits) : 0;
  return id > 0 && id <= LARGEST_ID ? id : undefined;
}
