import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import type { DatasetPictures } from '../../../../../src/core/media/datasetPictures';
import { scanPictures } from '../../../../../src/core/training/dataset/scan';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import { tempFolder } from '../../../support/tempFolder';
import { goodPictures, newPictures, picture, TRAINING, writeAll } from './datasetFolder';

const FIXTURES = 'test/fixtures/training/datasets';
const fixture = (name: string) => readFileSync(join(FIXTURES, name));
type Files = Readonly<Record<string, Uint8Array | string>>;

describe('scanPictures', () => {
  const folder = tempFolder();
  let pictures: DatasetPictures;
  let good: Files;
  before(async () => {
    pictures = newPictures();
    good = await goodPictures(8);
  });
  after(() => pictures.close());

  const scan = (training: Partial<TrainingFile> = {}) =>
    scanPictures({ ...TRAINING, resolution: 64, ...training }, (text) => join(folder.path, text), {
      pictures,
    });

  /** What is found beside eight good pictures: `level code file`. */
  const found = async (files: Files, training: Partial<TrainingFile> = {}, beside: Files = good) => {
    const all = Object.entries({ ...beside, ...files }).map(([name, content]) => [
      `pictures/${name}`,
      content,
    ]);
    writeAll(folder.path, Object.fromEntries(all) as Files);
    const { findings } = await scan(training);
    return findings.map(({ level, code, file }) => `${level} ${code} ${basename(file ?? '')}`.trim());
  };
  const captioned = (name: string, content: Uint8Array): Files => ({
    [name]: content,
    [`${name.replace(/\.[^.]*$/, '')}.txt`]: 'ohwx person\n',
  });

  it('has nothing to say about good pictures', async () => {
    assert.deepEqual(await found({}), []);
  });

  it('says that a folder is not there, or is none', async () => {
    writeAll(folder.path, { file: 'text' });
    const codes = async (pictures: string) => (await scan({ pictures })).findings.map(({ code }) => code);
    assert.deepEqual(await codes('none'), ['path_missing']);
    assert.deepEqual(await codes('file'), ['no_folder']);
    const unset = await scanPictures(TRAINING, () => undefined, { pictures });
    assert.deepEqual(
      unset.findings.map(({ code }) => code),
      ['variable_missing'],
    );
  });

  it('counts the pictures that can be read', async () => {
    const seven = await goodPictures(7);
    assert.deepEqual(await found({}, {}, seven), ['error too_few_pictures pictures']);
    assert.deepEqual(await found({}, { minimum_pictures: 7 }, {}), []);
    assert.deepEqual(await found({ 'bad.png': 'text', 'bad.txt': 'ohwx' }, {}, {}), [
      'error too_few_pictures pictures',
      'error no_picture bad.png',
    ]);
  });

  it('says that a folder is empty', async () => {
    writeAll(folder.path, { 'empty/notes.md': '' });
    const { findings } = await scan({ pictures: 'empty' });
    assert.deepEqual(
      findings.map(({ level, code }) => `${level} ${code}`),
      ['error too_few_pictures'],
    );
    assert.match(findings[0]!.message, /empty is empty: .* at least 8/);
  });

  it('says that many pictures are many', async () => {
    assert.deepEqual(await found({}, {}, await goodPictures(26)), ['warning many_pictures pictures']);
  });

  for (const [what, make, expected] of [
    ['is no picture', () => Buffer.from('<html>'), 'error no_picture x.jpg'],
    ['is empty', () => Buffer.alloc(0), 'error no_picture x.jpg'],
    ['is a HEIC by another name', () => fixture('phone.heic'), 'error unsupported_format x.jpg'],
    [
      'is cut off',
      async () => (await picture(50, 96, 96, 'jpeg')).subarray(0, -900),
      'error damaged_picture x.jpg',
    ],
    [
      'was held sideways',
      async () =>
        sharp(await picture(51, 90, 80))
          .jpeg()
          .withMetadata({ orientation: 8 })
          .toBuffer(),
      'info rotated x.jpg',
    ],
    [
      'is of CMYK',
      async () =>
        sharp(await picture(52))
          .toColourspace('cmyk')
          .jpeg()
          .toBuffer(),
      'info colours_converted x.jpg',
    ],
    [
      'has another profile',
      async () =>
        sharp(await picture(53))
          .withIccProfile('p3')
          .jpeg()
          .toBuffer(),
      'info colours_converted x.jpg',
    ],
    [
      'is of 16 bits',
      async () =>
        sharp(await picture(54))
          .toColourspace('rgb16')
          .png()
          .toBuffer(),
      'info colours_converted x.jpg',
    ],
    [
      'is transparent',
      async () =>
        sharp(await picture(55))
          .ensureAlpha(0.5)
          .png()
          .toBuffer(),
      'info transparent x.jpg',
    ],
    [
      'has an alpha channel for nothing',
      async () =>
        sharp(await picture(56))
          .ensureAlpha()
          .png()
          .toBuffer(),
      undefined,
    ],
    ['is small', () => picture(57, 40), 'warning too_small x.jpg'],
    ['is small on one side', () => picture(58, 70, 50), 'warning too_small x.jpg'],
    ['is as large as it must be', () => picture(59, 64, 64), undefined],
    ['is a long strip', () => picture(60, 640, 64), 'warning extreme_shape x.jpg'],
  ] as const)
    it(`knows a picture that ${what}`, async () => {
      const rows = await found(captioned('x.jpg', await make()));
      assert.deepEqual(rows, expected === undefined ? [] : [expected]);
    });

  it('knows endings that the trainer does not look for, and animations', async () => {
    const files = {
      ...captioned('a.JpG', await picture(61, 96, 96, 'jpeg')),
      ...captioned('b.PNG', await picture(62)),
      ...captioned(
        'c.gif',
        await sharp(await picture(63))
          .gif()
          .toBuffer(),
      ),
      ...captioned('d.jfif', await picture(64, 96, 96, 'jpeg')),
      ...captioned('e', await picture(65)),
      ...captioned(
        'h.jpg',
        await sharp(await picture(66))
          .avif()
          .toBuffer(),
      ),
      'folder.ico': 'an icon',
      ...captioned('f.png', fixture('animp.png')),
      ...captioned('g.webp', fixture('animw.webp')),
      '._good0.png': 'a shadow',
      'Thumbs.db': 'BM',
    };
    assert.deepEqual(await found(files), [
      'warning extension_case a.JpG',
      'warning unseen_format c.gif',
      'warning unseen_format d.jfif',
      'warning unseen_format e',
      'warning animated f.png',
      'warning unseen_format folder.ico',
      'warning animated g.webp',
      'warning other_format h.jpg',
    ]);
  });

  it('finds a picture that is there twice, saved again, scaled or brighter, and no other', async () => {
    const names = ['orig.png', 'brighter.png', 'requant.jpg', 'scaled.webp', 'other.png'];
    const files = Object.assign({}, ...names.map((name) => captioned(name, fixture(name)))) as Files;
    const rows = await found({ ...files, ...captioned('copy.png', fixture('orig.png')) });
    assert.deepEqual(
      rows,
      ['copy.png', 'orig.png', 'requant.jpg', 'scaled.webp'].map((name) => `warning duplicate ${name}`),
    );
  });

  it('finds names that differ in their ending alone', async () => {
    const files = {
      ...captioned('a.png', await picture(70)),
      ...captioned('A.jpg', await picture(71, 96, 96, 'jpeg')),
      ...captioned('a.b.png', await picture(72)),
    };
    assert.deepEqual(await found(files), ['warning same_stem A.jpg']);
  });

  for (const [what, caption, expected] of [
    ['is empty', '', 'error caption_empty x.txt'],
    ['is blank', ' \n\t\n', 'error caption_empty x.txt'],
    ['begins with a blank line', '\nohwx person', 'error caption_empty x.txt'],
    ['is Latin-1', Buffer.from('ohwx caf\xe9', 'latin1'), 'error caption_not_utf8 x.txt'],
    ['is UTF-16', Buffer.from('ohwx person', 'utf16le'), 'error caption_not_utf8 x.txt'],
    ['is no caption by its size', 'ohwx '.repeat(60_000), 'error caption_too_large x.txt'],
    ['begins with a mark', '\uFEFFohwx person', 'info caption_bom x.txt'],
    ['has two lines', 'ohwx person\nin a garden', 'warning caption_lines x.txt'],
    ['ends in line ends', 'ohwx person\r\n\r\n', undefined],
    ['lacks the trigger', 'a person', 'warning trigger_missing x.txt'],
    ['has the trigger within a word', 'ohwxen person', 'warning trigger_missing x.txt'],
    ['has the trigger in capitals', 'a photo of OHWX.', undefined],
    ['has a LoRA tag', 'ohwx person <lora:a:1>', 'warning caption_lora x.txt'],
    ['is long', `ohwx person${', red coat'.repeat(30)}`, 'warning caption_long x.txt'],
    ['is as long as it may be', `ohwx person${', red coat'.repeat(24)}`, undefined],
  ] as const)
    it(`knows a caption that ${what}`, async () => {
      const rows = await found({ 'x.png': await picture(80), 'x.txt': caption });
      assert.deepEqual(rows, expected === undefined ? [] : [expected]);
    });

  it('does not read captions where the trigger takes their place', async () => {
    assert.deepEqual(await found({ 'x.png': await picture(80), 'x.txt': '' }, { captions: 'trigger' }), []);
  });

  it('reads each line as a variant where the trainer does', async () => {
    const files = { 'x.png': await picture(80), 'x.txt': '\nohwx person\nohwx in a garden' };
    assert.deepEqual(await found(files, { extra: { enable_wildcard: true } }), []);
  });

  it('names a caption that is missing, and hints where there is none at all', async () => {
    assert.deepEqual(await found({ 'x.png': await picture(80) }), ['warning caption_missing x.png']);
    const bare = Object.fromEntries(Object.entries(good).filter(([name]) => name.endsWith('.png')));
    writeAll(
      folder.path,
      Object.fromEntries(Object.entries(bare).map(([name, bytes]) => [`bare/${name}`, bytes])),
    );
    const { findings } = await scan({ pictures: 'bare' });
    assert.deepEqual(
      findings.map(({ level, code }) => `${level} ${code}`),
      ['info captions_none'],
    );
    assert.match(findings[0]!.message, /“ohwx person”/);
    const wordless = await scanPictures(
      {
        ...TRAINING,
        pictures: 'bare',
        resolution: 64,
        captions: 'keep',
        trigger: undefined,
        class: undefined,
      },
      (text) => join(folder.path, text),
      { pictures },
    );
    assert.deepEqual(
      wordless.findings.map(({ level, code }) => `${level} ${code}`),
      ['error nothing_to_say'],
    );
  });

  it('finds captions with another ending, and captions without a picture', async () => {
    const other = Object.entries(good).map(([name, content]) => [
      name.replace(/\.txt$/, '.caption'),
      content,
    ]);
    assert.deepEqual(await found({}, {}, Object.fromEntries(other) as Files), [
      'warning captions_other_ending pictures',
    ]);
    assert.deepEqual(await found({}, { caption_extension: '.caption' }, {}), []);
    assert.deepEqual(await found({ 'lost.txt': 'ohwx' }), ['warning orphan_caption lost.txt']);
  });

  it('says of a single picture that its caption has another ending, or capital letters', async () => {
    const files = {
      'x.png': await picture(80),
      'x.caption': 'ohwx person',
      'y.png': await picture(81),
      'y.TXT': 'ohwx person',
    };
    assert.deepEqual(await found(files), ['warning caption_ending x.png', 'warning caption_ending y.png']);
  });

  it('finds traits that nearly every caption names', async () => {
    const files = (many: number) =>
      Object.fromEntries(
        Array.from({ length: 8 }, (_, index) => [
          `good${index}.txt`,
          `ohwx person, ${index < many ? 'white hair, ' : ''}view ${index}`,
        ]),
      );
    assert.deepEqual(await found(files(8)), ['warning traits_in_captions pictures']);
    assert.deepEqual(await found(files(7)), ['warning traits_in_captions pictures']);
    assert.deepEqual(await found(files(6)), []);
  });

  for (const [trigger, isWeak] of [
    ['123', true],
    ['woman', true],
    ['Red Dog', true],
    ['x', true],
    ['...', true],
    ['ohwx', false],
    ['sks dog', false],
  ] as const)
    // prettier-ignore
    it(`${isWeak ? 'warns of' : 'accepts'} the trigger “${trigger}”`, async () => {
      const rows = await found({}, { trigger, captions: 'trigger' });
      assert.deepEqual(rows, isWeak ? ['warning weak_trigger'] : []);
    });

  it('compares masks with their pictures', async () => {
    writeAll(
      folder.path,
      Object.fromEntries(Object.entries(good).map(([name, content]) => [`pictures/${name}`, content])),
    );
    const masks = { good0: [96, 96], good1: [48, 48], good2: [96, 50], good4: [96, 96], extra: [96, 96] };
    for (const [name, [width, height]] of Object.entries(masks))
      writeAll(folder.path, { [`pictures/mask/${name}.png`]: await picture(90, width, height) });
    writeAll(folder.path, { 'pictures/mask/good3.png': 'text' });
    for (const name of ['good5', 'good6'])
      writeAll(folder.path, { [`pictures/mask/${name}.png`]: await picture(91) });
    const subset = { folder: 'pictures', masks: 'pictures/mask' };
    const { findings } = await scan({ pictures: undefined, subsets: [subset] });
    assert.deepEqual(
      findings.map(({ level, code, file }) => `${level} ${code} ${file}`),
      [
        'error mask_size pictures/mask/good2.png',
        'error mask_unreadable pictures/mask/good3.png',
        'error mask_missing pictures/good7.png',
        'error mask_extra pictures/mask/extra.png',
      ],
    );
    const together = await scan({
      pictures: undefined,
      subsets: [subset, { folder: 'pictures', regularization: true }],
    });
    assert.ok(together.findings.some(({ code }) => code === 'masks_with_regularization'));
  });

  it('says that folders inside are not entered', async () => {
    const files = { '10_ohwx person/a.png': await picture(95), 'thumbnails/good0.png/x.txt': 'no picture' };
    assert.deepEqual(await found(files), ['warning subfolders pictures']);
  });

  it('refuses what is no colour, and endings that lead elsewhere or over the pictures', async () => {
    assert.deepEqual(await found({}, { background: 'tomato' }), ['error bad_colour']);
    for (const caption_extension of ['/../x', 'txt', '.png'])
      assert.ok((await found({}, { caption_extension })).includes('error bad_extension'), caption_extension);
  });

  it('calls a link that leads nowhere unreadable', async () => {
    writeAll(folder.path, { 'pictures/x.txt': 'ohwx person' });
    symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'pictures/x.png'));
    assert.deepEqual(await found({}), ['error unreadable_picture x.png']);
  });

  it('names the first hundred of a kind', async () => {
    const files = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`lost${index}.txt`, 'ohwx']));
    const rows = await found(files);
    assert.equal(rows.length, 101);
    assert.match((await scan()).findings.at(-1)!.message, /^50 more/);
  });

  it('ends with the reason of its signal', async () => {
    writeAll(
      folder.path,
      Object.fromEntries(Object.entries(good).map(([name, content]) => [`pictures/${name}`, content])),
    );
    const stop = new AbortController();
    const scanning = scanPictures(TRAINING, (text) => join(folder.path, text), {
      pictures,
      signal: stop.signal,
      onProgress: ({ files }) => (files?.done === 2 ? stop.abort(new Error('enough')) : undefined),
    });
    await assert.rejects(scanning, /enough/);
  });
});
