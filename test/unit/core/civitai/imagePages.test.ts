import assert from 'node:assert/strict';
import type { CivitaiImage } from '../../../../src/core/civitai/imageSchemas';
import { imagesPath, listImages, type ImageQuery } from '../../../../src/core/civitai/imagePages';
import { faults } from '../../../civitai/faults';
import { ClientFixture, problemOf } from './clientFixture';

describe('images of Civitai', () => {
  let fixture: ClientFixture;
  beforeEach(async () => {
    fixture = await ClientFixture.open();
  });
  afterEach(() => fixture.close());

  async function list(query: ImageQuery): Promise<CivitaiImage[]> {
    const client = fixture.client();
    const images: CivitaiImage[] = [];
    for await (const { items } of listImages((page) => client.images(page), query)) images.push(...items);
    return images;
  }
  const ids = (images: readonly CivitaiImage[]) => images.map(({ id }) => id);
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: index + 1, modelId: 7, versionIds: [70] }));

  it('come page by page, by cursor, with their generation parameters', async () => {
    fixture.civitai.addImages(...many(450).map((image) => ({ ...image, meta: { prompt: `p${image.id}`, seed: '1' } }))); // prettier-ignore
    const images = await list({ modelId: 7 });
    assert.deepEqual(
      ids(images),
      Array.from({ length: 450 }, (_, index) => index + 1),
    );
    assert.deepEqual(images[449]?.meta, { prompt: 'p450', seed: '1' });
    const paths = fixture.civitai.requests.map(({ path }) => path);
    assert.equal(paths.length, 3);
    assert.ok(paths.every((path) => path.includes('withMeta=true') && path.includes('flatMeta=true') && !path.includes('page='))); // prettier-ignore
    assert.ok(paths[1]?.includes('cursor=200%7Cx'));
  });

  it('are of the levels that are wanted, whatever came; one of unknown level is mature', async () => {
    const levels = [1, 2, 4, 8, 16, 0];
    fixture.civitai.addImages(...levels.map((level, index) => ({ id: index + 1, modelId: 7, level })));
    assert.deepEqual(ids(await list({ modelId: 7 })), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(ids(await list({ modelId: 7, levels: ['None', 'Soft'] })), [1, 2]);
    const query = () => fixture.civitai.requests.at(-1)?.path ?? '';
    assert.match(query(), /browsingLevel=3&?/);
    assert.deepEqual(ids(await list({ modelId: 7, levels: ['X'] })), [4, 5]);
    fixture.civitai.fail('images', faults.change((body) => {
      const { items } = body as { items: object[] };
      return { items: [...items, { id: 8, url: 'https://x/8', nsfwLevel: 'Mature' }, { id: 9, url: 'https://x/9' }] }; // prettier-ignore
    })); // prettier-ignore
    assert.deepEqual(ids(await list({ modelId: 7, levels: ['None'] })), [1]);
    assert.deepEqual(ids(await list({ modelId: 7, levels: ['Mature'] })), [3, 8, 9]);
  });

  it('go on from a cursor, and keep what came before a page that fails', async () => {
    fixture.civitai.addImages(...many(450));
    const client = fixture.client();
    const got: number[] = [];
    let cursor: string | undefined;
    const read = async (from?: string) => {
      const query = { modelId: 7, ...(from !== undefined && { cursor: from }) };
      for await (const page of listImages((asked) => client.images(asked), query)) {
        got.push(...page.items.flatMap(({ id }) => id ?? []));
        cursor = page.nextCursor;
        if (got.length === 200) fixture.civitai.fail('images', faults.zodError());
      }
    };
    await assert.rejects(read());
    assert.deepEqual([got.length, cursor], [200, '200|x']);
    fixture.civitai.heal();
    await read(cursor);
    assert.deepEqual(
      got,
      Array.from({ length: 450 }, (_, index) => index + 1),
    );
  });

  it('end where a cursor comes again, and where nothing new comes; empty pages are passed', async () => {
    const page = (items: object[], nextCursor?: string, nextPage?: string) =>
      faults.change(() => ({ items, metadata: { nextCursor, nextPage } }));
    const image = (id: number) => ({ id, url: `https://image/${id}` });
    const { civitai } = fixture;
    civitai.fail('images', page([image(1)], 'a'), 1);
    civitai.fail('images', page([], 'b'), 1);
    civitai.fail('images', page([image(2)], undefined, 'https://elsewhere.example/api/v1/images?cursor=c&token=x'), 1); // prettier-ignore
    civitai.fail('images', page([image(3)], 'a'));
    assert.deepEqual(ids(await list({ modelId: 7 })), [1, 2, 3]);
    assert.equal(civitai.requests.length, 4);
    civitai.heal();
    let number = 0;
    civitai.fail(
      'images',
      faults.change(() => ({ items: [], metadata: { nextCursor: String(number++) } })),
    );
    assert.deepEqual(await list({ modelId: 7 }), []);
    assert.ok(number < 20);
  });

  it('whatever their parameters are, do not hinder the others', async () => {
    const metas = [
      null,
      undefined,
      'text',
      7,
      [],
      { meta: { prompt: 'inner' } },
      { meta: null },
      { prompt: 3 },
    ];
    fixture.civitai.addImages(...metas.map((meta, index) => ({ id: index + 1, modelId: 7, meta })));
    const images = await list({ modelId: 7 });
    assert.deepEqual(ids(images), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(images[5]?.meta, { prompt: 'inner' });
  });

  it('refuses a user name that there cannot be, which would be answered with everybody’s images', () => {
    assert.throws(() => imagesPath({ username: 'a b' }), { code: 'bad_input' });
    assert.throws(() => imagesPath({ username: '' }), { code: 'bad_input' });
    assert.match(imagesPath({ username: 'maria_1', limit: 5 } as ImageQuery), /username=maria_1/);
  });

  it('says where the answer is none', async () => {
    fixture.civitai.fail('images', faults.maintenance());
    await problemOf(list({ modelId: 7 }), 'bad_answer');
  });

  it('lists the models of a creator page by page, and what the profile says', async () => {
    for (let id = 1; id <= 3; id++) fixture.civitai.addVersion({ modelId: id, versionId: id * 10, creator: 'maria', nsfwLevel: id }); // prettier-ignore
    fixture.civitai.addVersion({ modelId: 9, creator: 'other' });
    fixture.civitai.setModelCount('maria', 5);
    const client = fixture.client();
    const { items } = await client.modelsOf('maria');
    assert.deepEqual(items.map(({ id }) => id), [1, 2, 3]); // prettier-ignore
    assert.equal(await client.modelCount('maria'), 5);
  });
});
