import assert from 'node:assert/strict';
import path from 'node:path';
import { expandPath, isInside, withoutNested } from '../../../../src/core/files/expandPath';

const VARIABLES = {
  workspaceFolder: '/projects/cats',
  home: '/home/ann',
  env: { MODELS: '/mnt/models', NONE: '' },
};

describe('expandPath', () => {
  const cases: [string, string | undefined][] = [
    ['/a/b/../c', '/a/c'],
    ['~', '/home/ann'],
    ['~/models', '/home/ann/models'],
    ['~bob/models', '/projects/cats/~bob/models'],
    ['${userHome}/x', '/home/ann/x'],
    ['${workspaceFolder}/x', '/projects/cats/x'],
    ['${env:MODELS}/loras', '/mnt/models/loras'],
    ['${env:UNKNOWN}/loras', undefined],
    ['${env:NONE}/loras', undefined],
    ['${MODELS}/loras', '/mnt/models/loras'],
    ['${UNKNOWN}/loras', undefined],
    ['$MODELS/loras', '/mnt/models/loras'],
    ['%MODELS%/loras', '/mnt/models/loras'],
    ['/a/$UNKNOWN/%UNKNOWN%/100%', '/a/$UNKNOWN/%UNKNOWN%/100%'],
    ['/a/$NONE', '/a/$NONE'],
    ['models', '/projects/cats/models'],
    ['../models', '/projects/models'],
    ['  /a  ', '/a'],
    ['', undefined],
  ];
  for (const [text, path] of cases)
    it(`${text} → ${path}`, () => assert.equal(expandPath(text, VARIABLES), path));

  it('knows nothing of relative paths and ${workspaceFolder} without a workspace', () => {
    const variables = { ...VARIABLES, workspaceFolder: undefined };
    assert.equal(expandPath('models', variables), undefined);
    assert.equal(expandPath('${workspaceFolder}/models', variables), undefined);
    assert.equal(expandPath('~/models', variables), '/home/ann/models');
  });

  it('puts in values as they are, whatever they hold', () => {
    assert.equal(expandPath('~/x', { ...VARIABLES, home: '/home/$&' }), '/home/$&/x');
    assert.equal(expandPath('${env:A}', { ...VARIABLES, env: { A: '/${env:MODELS}' } }), '/${env:MODELS}');
  });
});

describe('withoutNested', () => {
  it('drops repetitions and folders inside others', () => {
    assert.deepEqual(withoutNested(['/a/b', '/c', '/a', '/c/', '/ab', '/a/b/d']), ['/c', '/a', '/ab']);
  });

  it('keeps one of two names of the same folder', () => {
    const posix = { ...path };
    const { win32 } = path;
    Object.assign(path, {
      relative: (from: string, to: string) => win32.relative(from, to),
      resolve: (...parts: string[]) => win32.resolve(...parts),
      isAbsolute: (name: string) => win32.isAbsolute(name),
    });
    try {
      // The editor writes drives in lower case, users do not.
      assert.deepEqual(withoutNested(['c:\\models', 'C:\\models', 'C:\\Models\\loras']), ['c:\\models']);
    } finally {
      Object.assign(path, posix);
    }
  });
});

describe('isInside', () => {
  it('looks at whole names', () => {
    assert.equal(isInside('/a/b', '/a'), true);
    assert.equal(isInside('/a', '/a'), true);
    assert.equal(isInside('/ab', '/a'), false);
    assert.equal(isInside('/a/..b', '/a'), true);
    assert.equal(isInside('/b', '/a'), false);
  });
});
