import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { execaSync } from 'execa';
import { describe, it } from 'mocha';
import { findFiles } from '../../../../../../src/core/prompts/run/worker/findFiles';
import { PromptFolder } from '../promptFolder';

describe('findFiles', () => {
  const folder = new PromptFolder();
  const find = (...names: readonly string[]) => {
    const paths = names.length === 0 ? [folder.path] : names.map((name) => folder.at(name));
    return findFiles([{ base: folder.path, paths }]);
  };
  const found = (...names: readonly string[]) =>
    find(...names).files.map(({ path }) => folder.relative(path));
  const problems = (...names: readonly string[]) => find(...names).failed.map(({ problem }) => problem);

  it('finds every .txt, whatever the case of its ending, sorted by path', () => {
    for (const name of ['b/2.TXT', 'b/1.txt', 'a.Txt', 'b c/x.txt', 'é.txt', '.hidden/x.txt', '.txt']) {
      folder.write(name, '{}');
    }
    for (const name of ['a.json', 'txt', 'a.txt.bak', 'atxt']) folder.write(name, '{}');
    const paths = find().files.map(({ path }) => path);
    assert.equal(paths.length, 7);
    assert.deepEqual(paths, [...paths].sort());
  });

  it('leaves out the files of filter words, node_modules, .git and other tools\u2019 waste', () => {
    for (const name of [
      'Filter_Sex.txt',
      'Filter_Clothes.txt',
      'sub/filter_etc.txt',
      '1.infotext.txt',
      'Filter_Other.txt',
    ]) {
      folder.write(name, 'x');
    }
    for (const name of ['node_modules/a.txt', 'sub/.git/a.txt', '.previews/a.txt']) folder.write(name, '{}');
    assert.deepEqual(found(), ['Filter_Other.txt']);
  });

  it('finds a file once, however often and by whatever folder it is named', () => {
    folder.write('sub/a.txt', '{}');
    assert.deepEqual(found('.', 'sub', 'sub/a.txt', 'sub'), ['sub/a.txt']);
  });

  it('takes a file that is named itself whatever it is called', () => {
    folder.write('a.json', '{}');
    folder.write('Filter_Sex.txt', '{}');
    assert.deepEqual(found('a.json', 'Filter_Sex.txt'), ['Filter_Sex.txt', 'a.json']);
  });

  it('is not caught in a loop of links', () => {
    folder.write('sub/a.txt', '{}');
    symlinkSync(folder.path, folder.at('sub/up'));
    symlinkSync(folder.at('sub'), folder.at('0 beside'));
    assert.deepEqual(found(), ['sub/a.txt']);
  });

  it('follows a link to a folder elsewhere, once', () => {
    folder.write('elsewhere/a.txt', '{}');
    folder.write('here/b.txt', '{}');
    symlinkSync(folder.at('elsewhere'), folder.at('here/one'));
    symlinkSync(folder.at('elsewhere'), folder.at('here/two'));
    assert.equal(found('here').length, 2);
  });

  it('takes a file rather than the links to it, and one of several links to a file elsewhere', () => {
    folder.write('here/real.txt', '{}');
    folder.write('elsewhere/a.txt', '{}');
    symlinkSync(folder.at('here/real.txt'), folder.at('here/0.txt'));
    symlinkSync(folder.at('elsewhere/a.txt'), folder.at('here/1.txt'));
    symlinkSync(folder.at('elsewhere/a.txt'), folder.at('here/2.txt'));
    assert.deepEqual(found('here'), ['here/1.txt', 'here/real.txt']);
    assert.deepEqual(found('here/2.txt'), ['here/2.txt']);
  });

  it('says what is not there, and goes on', () => {
    folder.write('a.txt', '{}');
    assert.deepEqual(found('gone', 'a.txt', 'gone.txt'), ['a.txt']);
    assert.deepEqual(problems('gone', 'a.txt'), [
      {
        code: 'missing',
        message: 'gone is not there.',
        advice: 'Check that the folder is mounted and refresh.',
      },
    ]);
  });

  it('says that a prompt file is a link to nothing; other such links are ignored', () => {
    symlinkSync(folder.at('gone'), folder.at('a.txt'));
    symlinkSync(folder.at('gone'), folder.at('a.png'));
    assert.deepEqual(
      problems().map(({ message }) => message),
      ['a.txt is not there.'],
    );
  });

  it('reads no pipe', function () {
    // Windows has no pipes among its files.
    if (process.platform === 'win32') this.skip();
    execaSync('mkfifo', [folder.at('pipe.txt')]);
    assert.deepEqual(found(), []);
    assert.deepEqual(problems('pipe.txt'), [
      { code: 'unreadable', message: 'pipe.txt is no file.', advice: 'Choose a text file or a folder.' },
    ]);
  });

  it('gives a file in several places to the one with the nearest base', () => {
    for (const name of ['a.txt', 'sub/b.txt', 'sub/deep/c.txt', 'subway/d.txt']) folder.write(name, '{}');
    const place = (name: string) => ({ base: folder.at(name), paths: [folder.at(name)] });
    const { files } = findFiles([
      { base: folder.path, paths: [folder.path] },
      place('sub/deep'),
      place('sub'),
    ]);
    assert.deepEqual(
      files.map(({ path, place: index }) => `${index} ${folder.relative(path)}`),
      ['0 a.txt', '2 sub/b.txt', '1 sub/deep/c.txt', '0 subway/d.txt'],
    );
  });
});
