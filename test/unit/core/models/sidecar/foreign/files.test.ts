import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { isShowable } from '../../../../../../src/core/models/sidecar/foreign/pictures';
import { readForeign } from '../../../../../../src/core/models/sidecar/foreign/read';
import { tempFolder } from '../../../../support/tempFolder';

const SIZE = 1024;
const A1111 = { 'activation text': 'mine', 'sd version': 'Unknown', notes: '' };
const INFO = { id: 22, modelId: 11, model: { name: 'Foo' }, trainedWords: ['words'] };
const CM_INFO = { ModelId: 11, VersionId: 22, TrainedWords: ['words'], Source: 0 };
const LORA_MANAGER = { file_path: 'D:/loras/foo.ckpt', size: SIZE, notes: 'n', preview_url: '' };
const PNG = Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1');
const WEBP = Buffer.from('RIFF....WEBPVP8 ', 'latin1');
const MP4 = Buffer.from('\0\0\0\x20ftypisom....', 'latin1');

type Files = Readonly<Record<string, unknown>>;

describe('files of other tools', () => {
  const folder = tempFolder();

  async function read(files: Files, model = 'foo.safetensors') {
    for (const [name, value] of Object.entries({ [model]: 'x', ...files })) {
      const isText = typeof value === 'string' || value instanceof Uint8Array;
      folder.write(name, isText ? value : JSON.stringify(value));
    }
    return readForeign(join(folder.path, model), SIZE);
  }

  describe('are found by their names', () => {
    for (const [model, name] of [
      ['foo.safetensors', 'foo.json'],
      ['foo.safetensors', 'Foo.JSON'],
      ['Foo.SafeTensors', 'foo.json'],
      ['foo.safetensors', 'foo.safetensors.json'],
      ['caf\u00e9.safetensors', 'cafe\u0301.json'],
      ['cafe\u0301.safetensors', 'CAF\u00c9.json'],
      ['foo.v1.safetensors', 'foo.v1.json'],
    ] as const) {
      it(`${name} of ${model}`, async () => {
        const { metadata } = await read({ [name]: A1111 }, model);
        assert.deepEqual(metadata?.values.trigger_words, ['mine']);
      });
    }

    it('not one of another model, whose name differs only in case', async () => {
      const files = { 'Foo.safetensors': 'x', 'Foo.json': A1111 };
      assert.equal((await read(files)).metadata, undefined);
      assert.deepEqual((await read(files, 'Foo.safetensors')).metadata?.values.trigger_words, ['mine']);
    });

    it('the one of the whole name before the other', async () => {
      const files = { 'foo.json': { ...A1111, 'activation text': 'of both' }, 'foo.safetensors.json': A1111 };
      assert.deepEqual((await read(files)).metadata?.values.trigger_words, ['mine']);
    });

    it('and the own sidecar of this program is none', async () => {
      const own = { hash_sha256: 'a'.repeat(64), notes: 'mine' };
      assert.deepEqual(await read({ 'foo.safetensors.metadata.json': own }), { notices: [] });
    });
  });

  describe('that two models share', () => {
    const two = { 'foo.ckpt': 'x' };

    it('give the words, not the version, and say so', async () => {
      const { metadata, notices } = await read({ ...two, 'foo.cm-info.json': CM_INFO });
      assert.deepEqual([metadata?.versionId, metadata?.values.trigger_words], [undefined, ['words']]);
      assert.deepEqual(notices, [
        'foo.cm-info.json may be of foo.ckpt: what it says of the version was not taken.',
      ]);
    });

    it('are of the one whose size they have', async () => {
      const files = [{ sizeKB: 1, type: 'Model', hashes: {} }];
      assert.equal((await read({ ...two, 'foo.civitai.info': { ...INFO, files } })).metadata?.versionId, 22);
      assert.equal((await read({ ...two, 'foo.civitai.info': INFO })).metadata?.versionId, undefined);
    });

    it('have their size in whole KiB, too', async () => {
      const files = [{ sizeKB: 1, type: 'Model', hashes: {} }];
      folder.write('foo.civitai.info', JSON.stringify({ ...INFO, files }));
      const { metadata } = await readForeign(join(folder.path, 'foo.safetensors'), SIZE + 500);
      assert.equal(metadata?.versionId, 22);
    });

    it('are of the one that they name', async () => {
      const { metadata, notices } = await read({ ...two, 'foo.metadata.json': LORA_MANAGER });
      assert.equal(metadata, undefined);
      assert.deepEqual(notices, ['foo.metadata.json was not taken: it is of foo.ckpt.']);
      assert.equal((await read({ 'foo.safetensors': 'x' }, 'foo.ckpt')).metadata?.values.notes, 'n');
    });
  });

  const refused: readonly [name: string, content: unknown, why: RegExp][] = [
    ['foo.json', '{"notes": ', /^foo\.json was left alone: it is no valid JSON \(line 1, column 11\)\.$/],
    ['foo.json', '[1]', /it is no object/],
    ['foo.json', '', /it is no valid JSON/],
    ['foo.json', Buffer.from('\ufeff{"a": 1}', 'utf16le'), /it is not UTF-8/],
    ['foo.json', '{}', /^foo\.json was not taken: it says nothing\.$/],
    ['foo.json', { width: 3 }, /its keys are those of no tool that is known/],
    ['foo.json', { modelVersions: [] }, /SD\.Next/],
    ['foo.civitai.info', { id: 11, modelVersions: [{ id: 22 }] }, /a page of Civitai, not of a version/],
    ['foo.metadata.json', { a: 1 }, /no tool that is known/],
    ['foo.cm-info.json', { a: 1 }, /no tool that is known/],
    ['foo.swarm.json', { a: 1 }, /no tool that is known/],
    ['foo.civitai.info', {}, /says nothing/],
    ['foo.civitai.info', { ...INFO, id: '' }, /no tool that is known/],
    ['foo.civitai.info', { ...INFO, skeleton_file: true }, /was not found on Civitai/],
    [
      'foo.civitai.info',
      { ...INFO, extensions: { sd_civitai_helper: { skeleton_file: true } } },
      /was not found on/,
    ],
    ['foo.civitai.info', { ...INFO, files: [{ sizeKB: 99 }] }, /no file that it lists has the size/],
    ['foo.metadata.json', { ...LORA_MANAGER, size: SIZE + 1 }, /^foo.metadata.json is of another file size/],
    [
      'foo.metadata.json',
      { ...LORA_MANAGER, size: SIZE + 1, notes: '' },
      /^foo.metadata.json was not taken: it is of another file size\.$/,
    ],
  ];
  for (const [name, content, why] of refused) {
    it(`say why they are not taken: ${String(why)}`, async () => {
      const { metadata, notices } = await read({ [name]: content });
      assert.equal(metadata?.versionId, undefined);
      assert.equal(notices.length, 1);
      assert.match(notices[0] ?? '', why);
    });
  }

  it('say nothing where all was taken', async () => {
    assert.deepEqual((await read({ 'foo.json': A1111, 'foo.cm-info.json': CM_INFO })).notices, []);
  });

  it('that are a folder, or lead nowhere, are named or passed over', async () => {
    mkdirSync(join(folder.path, 'foo.json'));
    symlinkSync('nowhere', join(folder.path, 'foo.civitai.info'));
    const { metadata, notices } = await read({});
    assert.deepEqual([metadata, notices.length], [undefined, 1]);
  });

  for (const [text, phrases] of [
    ['a, b', ['a, b']],
    ['a; b', ['a', 'b']],
    ['red hat, blue; cat ;', ['red hat, blue', 'cat']],
    ['a\nb', ['a', 'b']],
    ['a || b', ['a', 'b']],
    [
      ['a', 'b, c'],
      ['a', 'b, c'],
    ],
    [' ; ', undefined],
  ] as const) {
    it(`SwarmUI’s trigger phrase ${JSON.stringify(text)}`, async () => {
      const swarm = { 'modelspec.title': 'foo', 'modelspec.trigger_phrase': text };
      assert.deepEqual((await read({ 'foo.swarm.json': swarm })).metadata?.values.trigger_words, phrases);
    });
  }

  for (const [text, words] of [
    ['a, b', ['a, b']],
    ['a, b || c ||', ['a, b', 'c']],
    ['a, b,\r\nc', ['a, b', 'c']],
  ] as const) {
    it(`A1111’s activation text ${JSON.stringify(text)}`, async () => {
      const { metadata } = await read({ 'foo.json': { ...A1111, 'activation text': text } });
      assert.deepEqual(metadata?.values.trigger_words, words);
    });
  }

  it('give A1111’s negative text and its notes of an embedding', async () => {
    const lora = { ...A1111, 'negative text': 'lowres' };
    assert.equal((await read({ 'foo.json': lora })).metadata?.values.negative_prompt, 'lowres');
    const embedding = { description: '', notes: 'mine' };
    assert.deepEqual((await read({ 'foo.json': embedding })).metadata?.values, { notes: 'mine' });
  });

  describe('that are pictures', () => {
    const pictures: readonly [files: Files, chosen: string | undefined][] = [
      [{ 'foo.png': PNG, 'foo.preview.png': PNG }, 'foo.preview.png'],
      [{ 'foo.PNG': PNG }, 'foo.PNG'],
      [{ 'FOO.Preview.JPG': PNG }, 'FOO.Preview.JPG'],
      [{ 'foo.gif': Buffer.from('GIF89a') }, 'foo.gif'],
      [{ 'foo.avif': Buffer.from('\0\0\0\x20ftypavif', 'latin1') }, 'foo.avif'],
      [{ 'foo.webp': WEBP }, 'foo.webp'],
      [{ 'foo.thumb.jpg': PNG, 'foo.example.0.jpeg': PNG }, 'foo.thumb.jpg'],
      [{ 'foo.example.1.png': PNG, 'foo.example.0.jpeg': PNG }, 'foo.example.0.jpeg'],
      [{ 'foo.safetensors.png': PNG }, 'foo.safetensors.png'],
      [{ 'foobar.png': PNG, 'foo.1.png': PNG }, undefined],
      [{ 'foo.mp4': MP4, 'foo.webm': MP4, 'foo.jxl': PNG, 'foo.tiff': PNG }, undefined],
      [{ 'foo.preview.png': MP4, 'foo.png': PNG }, 'foo.png'],
      [{ 'foo.preview.png': Buffer.from('\x1a\x45\xdf\xa3webm', 'latin1') }, undefined],
      [{ 'foo.preview.png': '<!DOCTYPE html><title>', 'foo.jpg': PNG }, 'foo.jpg'],
      [{ 'foo.preview.png': '', 'foo.jpg': PNG }, 'foo.jpg'],
      [{ 'foo.preview.png': 'unknown', 'foo.jpg': PNG }, 'foo.jpg'],
      [{ 'foo.png': 'unknown' }, 'foo.png'],
    ];
    for (const [files, chosen] of pictures) {
      it(`${chosen} is chosen of ${Object.keys(files).join(', ')}`, async () => {
        const { metadata } = await read({ 'foo.cm-info.json': CM_INFO, ...files });
        assert.equal(metadata?.previewPath, chosen);
      });
    }

    for (const [title, sidecars] of [
      [
        'Lora Manager',
        (name: string) => ({ 'foo.metadata.json': { ...LORA_MANAGER, preview_url: `D:\\loras\\${name}` } }),
      ],
      [
        'StabilityMatrix',
        (name: string) => ({ 'foo.cm-info.json': { ...CM_INFO, ThumbnailImageUrl: `/x/${name}` } }),
      ],
      [
        'Civitai Helper',
        (name: string) => ({ 'foo.civitai.info': { ...INFO, images: [{ local_file: name }] } }),
      ],
    ] as const) {
      it(`the one that ${title} names comes first, if it is there`, async () => {
        const files = { 'foo.preview.png': PNG, 'chosen.webp': WEBP };
        assert.equal(
          (await read({ ...files, ...sidecars('chosen.webp') })).metadata?.previewPath,
          'chosen.webp',
        );
        const missing = await read({ ...files, ...sidecars('missing.webp') });
        assert.equal(missing.metadata?.previewPath, 'foo.preview.png');
        const video = await read({ ...files, 'video.mp4': MP4, ...sidecars('video.mp4') });
        assert.equal(video.metadata?.previewPath, 'foo.preview.png');
      });
    }

    it('are found where a tool names them as a web address', async () => {
      const address = {
        ...LORA_MANAGER,
        file_path: '/x/foo.safetensors',
        preview_url: 'file:///x/my%20%231.webp?t=1',
      };
      const files = { 'foo.metadata.json': address, 'foo.png': PNG, 'my #1.webp': WEBP };
      assert.equal((await read(files)).metadata?.previewPath, 'my #1.webp');
      const odd = {
        ...files,
        'foo.metadata.json': { ...address, preview_url: '/x/100%.png' },
        '100%.png': PNG,
      };
      assert.equal((await read(odd)).metadata?.previewPath, '100%.png');
    });

    it('are passed over where they are a folder or lead nowhere', async () => {
      mkdirSync(join(folder.path, 'foo.preview.png'));
      symlinkSync('nowhere.jpg', join(folder.path, 'foo.preview.jpg'));
      const { metadata } = await read({ 'foo.cm-info.json': CM_INFO, 'foo.webp': WEBP });
      assert.equal(metadata?.previewPath, 'foo.webp');
    });

    it('are shown where they are there, and called like pictures', async () => {
      assert.equal(await isShowable(folder.write('a.png', PNG)), true);
      assert.equal(await isShowable(folder.write('a.mp4', PNG)), false);
      assert.equal(await isShowable(join(folder.path, 'missing.png')), false);
    });
  });
});
