import * as l10n from '@vscode/l10n';
import type { CivitaiClient } from '../civitai/client';
import { listImages, type ImageQuery } from '../civitai/imagePages';
import type { CivitaiImage } from '../civitai/imageSchemas';
import type { NsfwLevel } from '../civitai/nsfwLevel';
import { Problem } from '../problem/problem';
import type { ImageModel } from './imageRecord';

/** Whose images of a model: those that its creator posted, or everybody's. */
export type Whose = 'creator' | 'everyone';

/** Which images are wanted. */
export type ImageBatch =
  | { readonly kind: 'model'; readonly modelId: number; readonly whose: Whose }
  | { readonly kind: 'version'; readonly versionId: number; readonly whose: Whose }
  | { readonly kind: 'creator'; readonly username: string }
  | { readonly kind: 'query'; readonly query: Omit<ImageQuery, 'levels'> }
  | { readonly kind: 'image'; readonly imageId: number };

/** So many images are wanted where the user does not say how many; 0 for all. */
export const USUAL_LIMIT: Readonly<Record<ImageBatch['kind'], number>> = {
  model: 0,
  version: 0,
  creator: 20,
  query: 20,
  image: 1,
};

export type ImageClient = Pick<CivitaiClient, 'images' | 'model' | 'version'>;

/** An image of a batch, with the model that it was asked for. */
export interface BatchImage {
  readonly image: CivitaiImage;
  readonly model: ImageModel;
}

interface Asked {
  readonly query: ImageQuery;
  readonly model: ImageModel;
}

export interface BatchOptions {
  /** Undefined: all levels. */
  readonly levels?: readonly NsfwLevel[] | undefined;
  /** How many at most; 0 for all. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The images of a batch as Civitai lists them, each once.
 * @param client asked at each request, since a setting may replace it
 * @throws Problem `not_found` where there is no such model or version; of the network, behind those that came before
 */
export async function* batchImages(
  client: () => ImageClient,
  batch: ImageBatch,
  { levels, limit = USUAL_LIMIT[batch.kind], signal }: BatchOptions = {},
): AsyncGenerator<BatchImage> {
  const seen = new Set<number | string>();
  for (const { query, model } of await askedFor(client, batch, signal)) {
    const ask = (page: ImageQuery) => client().images(page, signal);
    for await (const { items } of listImages(ask, { ...query, ...(levels && { levels }) })) {
      for (const image of items) {
        const key = image.id ?? image.url ?? '';
        // Images that show several versions of a model come with each of them.
        if (seen.has(key)) continue;
        seen.add(key);
        yield { image, model };
        if (seen.size === limit) return;
      }
    }
  }
}

/** The questions that a batch asks, one after the other. */
async function askedFor(
  client: () => ImageClient,
  batch: ImageBatch,
  signal: AbortSignal | undefined,
): Promise<readonly Asked[]> {
  switch (batch.kind) {
    case 'creator':
      return [{ query: { username: batch.username, sort: 'Newest' }, model: {} }];
    case 'query':
      return [{ query: batch.query, model: {} }];
    case 'image':
      return [{ query: { imageId: batch.imageId }, model: {} }];
    case 'version': {
      const version = await client().version(batch.versionId, signal);
      if (!version) throw notThere(l10n.t('Civitai has no version {0}.', batch.versionId));
      const { modelId, name, baseModel, model } = version;
      const known = {
        modelId,
        modelName: model?.name,
        versionId: batch.versionId,
        versionName: name,
        baseModel,
      };
      const found = batch.whose === 'creator' && modelId !== undefined ? await client().model(modelId, signal) : undefined; // prettier-ignore
      return [{ query: { modelVersionId: batch.versionId, ...by(batch.whose, found?.creator?.username) }, model: known }]; // prettier-ignore
    }
    case 'model': {
      const model = await client().model(batch.modelId, signal);
      if (!model) throw noModel(batch.modelId);
      // All images of a model at once are more than the API can sort before it gives up: it is asked by version.
      return (model.modelVersions ?? []).flatMap(({ id, name, baseModel }): Asked[] =>
        id === undefined
          ? []
          : [
              {
                query: { modelVersionId: id, ...by(batch.whose, model.creator?.username) },
                model: { modelId: batch.modelId, modelName: model.name, versionId: id, versionName: name, baseModel }, // prettier-ignore
              },
            ],
      );
    }
  }
}

/** @throws Problem `not_found` where the creator's own are wanted and Civitai does not say who that is */
function by(whose: Whose, username: string | undefined): Pick<ImageQuery, 'username'> {
  if (whose === 'everyone') return {};
  if (username !== undefined) return { username };
  throw notThere(l10n.t('Civitai does not say who made this model.'));
}

/** What to say of a model that is not there. */
export const noModel = (id: number): Problem => notThere(l10n.t('Civitai has no model {0}.', id));

const notThere = (message: string) =>
  new Problem('not_found', message, l10n.t('Check the number or the address.'));
