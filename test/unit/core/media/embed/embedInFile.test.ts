import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'mocha';
import { embedInFile } from '../../../../../src/core/media/embed/embedInFile';
import { Problem } from '../../../../../src/core/problem/problem';
import { restoreRun } from '../../../../../src/core/undo/restoreRun';
import { UndoRecorder } from '../../../../../src/core/undo/undoRecorder';
import { UndoRuns } from '../../../../../src/core/undo/undoRuns';
import { JPEG, png } from '../../../../civitai/pictures';
import { tempFolder } from '../../../support/tempFolder';
import { textsOf } from './containers';

const INFOTEXT = 'a cat\nSteps: 20, Sampler: Euler a';
const PNG = png(7, 5, [1, 2, 3]);

describe('embedInFile', () => {
  const folder = tempFolder();
  const runs = () => new UndoRuns(join(folder.path, 'undo'));
  const recorder = (undoRuns: UndoRuns) =>
    new UndoRecorder(undoRuns, { area: 'models', command: 'embed' }, () => new Date(0));

  it('writes the text, and Undo gives back every byte', async () => {
    const path = folder.write('a.png', PNG);
    chmodSync(path, 0o640);
    const undoRuns = runs();
    const undo = recorder(undoRuns);
    assert.deepEqual(await embedInFile(path, `\ufeff${INFOTEXT}`, { undo }), { kind: 'embedded' });
    assert.deepEqual(textsOf(readFileSync(path)), [INFOTEXT]);
    assert.equal(statSync(path).mode & 0o777, 0o640);
    const run = await undoRuns.find('models', undefined);
    assert.ok(run);
    assert.deepEqual((await restoreRun(undoRuns, run, { dryRun: false })).done, [path]);
    assert.ok(readFileSync(path).equals(PNG));
  });

  it('does not touch a file that has this text, and keeps nothing for Undo', async () => {
    const path = folder.write('a.png', PNG);
    await embedInFile(path, INFOTEXT);
    const undoRuns = runs();
    const { mtimeMs, ino } = statSync(path);
    assert.deepEqual(await embedInFile(path, INFOTEXT, { undo: recorder(undoRuns) }), { kind: 'unchanged' });
    assert.deepEqual([statSync(path).mtimeMs, statSync(path).ino], [mtimeMs, ino]);
    assert.deepEqual(await undoRuns.list(), []);
  });

  it('changes nothing that cannot be kept for Undo', async () => {
    const path = folder.write('a.png', PNG);
    const keep = () => Promise.reject(new Problem('disk_full', 'The disk is full.', ''));
    await assert.rejects(embedInFile(path, INFOTEXT, { undo: { keep } }), { code: 'disk_full' });
    assert.ok(readFileSync(path).equals(PNG));
    assert.deepEqual(readdirSync(folder.path), ['a.png']);
  });

  const refusals: Readonly<
    Record<string, readonly [name: string, code: string, make: (path: string) => void, says: RegExp]>
  > = {
    'a link': [
      'a.png',
      'unsafe_name',
      (path) => {
        writeFileSync(`${path}.real`, PNG);
        symlinkSync(basename(`${path}.real`), path);
      },
      /a\.png was left alone: it is a link\. Name the file/,
    ],
    'a link to nothing': ['a.png', 'unsafe_name', (path) => symlinkSync('nowhere', path), /it is a link/],
    'a read-only file': [
      'a.png',
      'read_only',
      (path) => {
        writeFileSync(path, PNG);
        chmodSync(path, 0o444);
      },
      /a\.png is read-only\. Make the file/,
    ],
    'a cut file': [
      'a.png',
      'unreadable',
      (path) => writeFileSync(path, PNG.subarray(0, -5)),
      /left alone: it is cut off\. Make or download/,
    ],
    'a PNG with a wrong checksum': [
      'a.png',
      'unreadable',
      (path) => {
        const broken = Buffer.from(PNG);
        broken[PNG.indexOf('IDAT') + 6] = 0;
        writeFileSync(path, broken);
      },
      /a checksum in it is wrong/,
    ],
    'a JPEG that is called a PNG': [
      'a.png',
      'bad_input',
      (path) => writeFileSync(path, JPEG),
      /a\.png was left alone: by its content it is JPEG\. Rename/,
    ],
    'a PNG that is called a JPEG': [
      'a.JPG',
      'bad_input',
      (path) => writeFileSync(path, PNG),
      /by its content it is PNG/,
    ],
    'a text that is called a PNG': [
      'a.png',
      'bad_input',
      (path) => writeFileSync(path, 'hello'),
      /It is no picture\. Infotexts go into PNG/,
    ],
    'an empty file': ['a.png', 'bad_input', (path) => writeFileSync(path, ''), /It is no picture/],
    'a folder': ['a.png', 'unreadable', (path) => mkdirSync(path), /no regular file/],
    'a file that is not there': ['a.png', 'missing', () => undefined, /a\.png is not there/],
  };
  for (const [what, [name, code, make, says]] of Object.entries(refusals))
    it(`refuses ${what} in words, and touches nothing`, async () => {
      const path = join(folder.path, name);
      make(path);
      const before = contents(folder.path);
      await assert.rejects(embedInFile(path, INFOTEXT), (error) => {
        assert.ok(error instanceof Problem, String(error));
        assert.equal(error.code, code);
        assert.match(`${error.message} ${error.advice}`, says);
        return true;
      });
      assert.deepEqual(contents(folder.path), before);
    });

  it('takes a name without a known ending by its content', async () => {
    for (const [name, bytes] of [
      ['a', PNG],
      ['b.tmp', JPEG],
      ['c.JFIF', JPEG],
    ] as const) {
      const path = folder.write(name, bytes);
      assert.deepEqual(await embedInFile(path, INFOTEXT), { kind: 'embedded' });
      assert.deepEqual(textsOf(readFileSync(path)), [INFOTEXT]);
    }
  });

  for (const text of ['', ' \n', '\ufeff'])
    it(`refuses ${JSON.stringify(text)}, which would say nothing`, async () => {
      await assert.rejects(embedInFile(folder.write('a.png', PNG), text), { code: 'bad_input' });
    });

  it('says that a text does not fit, and leaves the file', async () => {
    const path = folder.write('a.jpg', JPEG);
    const result = await embedInFile(path, 'x'.repeat(40_000));
    assert.ok(result.kind === 'doesNotFit' && result.reason === 'length' && result.limit === 32_737);
    assert.ok(readFileSync(path).equals(JPEG));
  });
});

const contents = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).map((entry) => [
    entry.name,
    entry.isFile() ? readFileSync(join(folder, entry.name)).toString('base64') : '',
  ]);
