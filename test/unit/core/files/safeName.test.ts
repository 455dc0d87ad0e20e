import assert from 'node:assert/strict';
import { isAbsolute, join, parse, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { resolveInside, safeName } from '../../../../src/core/files/safeName';

describe('safeName', () => {
  const names: readonly [name: string, safe: string][] = [
    ['My Model v1.0.safetensors', 'My Model v1.0.safetensors'],
    ['模型 é.png', '模型 é.png'],
    ['../x', '_x'],
    ['..\\..\\x', '_.._x'],
    ['/etc/passwd', '_etc_passwd'],
    ['C:\\x', 'C__x'],
    ['a:b', 'a_b'],
    ['a\0b', 'a_b'],
    ['a\u0001\n\u0085b', 'a___b'],
    ['a.', 'a'],
    ['a. .', 'a'],
    ['a ', 'a'],
    ['...a', 'a'],
    ['?*"<>|', 'fallback'],
    ['CON', 'fallback'],
    ['con.txt', 'fallback'],
    [' LPT1', 'fallback'],
    ['.nul', 'fallback'],
    ['', 'fallback'],
    ['.', 'fallback'],
    ['..', 'fallback'],
    [' . . ', 'fallback'],
  ];
  for (const [name, safe] of names) {
    it(`makes ${JSON.stringify(safe)} of ${JSON.stringify(name)}`, () => {
      assert.equal(safeName(name, 'fallback'), safe);
    });
  }

  it('leaves room within 255 bytes, and halves no letter', () => {
    assert.equal(safeName('ä'.repeat(300), 'x'), 'ä'.repeat(100));
    const smileys = safeName(`a${'😀'.repeat(300)}`, 'x');
    assert.equal(Buffer.from(smileys).toString(), smileys);
    assert.ok(Buffer.byteLength(smileys) > 190 && Buffer.byteLength(smileys) <= 200);
  });

  it('uncovers no ending that Windows drops where it cuts', () => {
    assert.equal(safeName(`${'a'.repeat(199)}. b`, 'x'), 'a'.repeat(199));
  });

  it('always gives one plain name, whatever comes', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.constantFrom('..', '/', '\\', '.', ' ', 'con', 'aux', ':', '\0', 'x', 'ä'), {
          maxLength: 200,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(hostile, (name) => {
        const safe = safeName(name, 'fallback');
        assert.equal(parse(safe).base, safe);
        assert.ok(!isAbsolute(safe) && safe !== '..' && safe !== '.');
        assert.ok(!/[<>:"/\\|?*\0-\x1f]|[. ]$/.test(safe), JSON.stringify(safe));
        assert.ok(!/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe), safe);
        assert.ok(Buffer.byteLength(safe) <= 200);
        assert.equal(resolveInside('/models', safe), resolve('/models', safe));
      }),
      { numRuns: 500 },
    );
  });
});

describe('resolveInside', () => {
  it('gives paths below the folder', () => {
    assert.equal(resolveInside('/models', 'a', 'b.png'), resolve('/models/a/b.png'));
    assert.equal(resolveInside('/models', 'a/../b.png'), resolve('/models/b.png'));
    assert.equal(resolveInside('/models', '..b.png'), resolve('/models/..b.png'));
  });

  const hostile = [
    '..',
    '../x',
    'a/../../x',
    '/etc/passwd',
    '',
    '.',
    'a/..',
    'a\0b',
    join('..', 'models2', 'x'),
  ];
  for (const part of hostile) {
    it(`refuses ${JSON.stringify(part)}`, () => {
      assert.throws(() => resolveInside('/models', part), { code: 'unsafe_name' });
    });
  }
});
