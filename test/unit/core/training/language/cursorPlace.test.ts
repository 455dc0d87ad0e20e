import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { cursorPlace } from '../../../../../src/core/training/language/cursorPlace';

/** The place at `|`: part, path and word. */
function at(marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const place = cursorPlace(text, offset);
  if (!place) return undefined;
  const flags = `${place.top ? ' top' : ''}${place.quoted ? ' quoted' : ''}`;
  return `${place.part} ${place.path.join('.') || '-'} <${text.slice(place.start, place.end)}>${flags}`;
}

describe('the place of the cursor in a training file', () => {
  const cases: readonly [text: string, place: string | undefined][] = [
    ['|', 'key - <> top'],
    ['na|me = "a"', 'key - <name> top'],
    ['|name = "a"', 'key - <name> top'],
    ['name = "a"\nst|', 'key - <st> top'],
    ['name |= "a"', undefined],
    ['name = |', 'value name <>'],
    ['name = "a|b', 'value name <ab> quoted'],
    ['name = "a|b" # c', 'value name <ab> quoted'],
    ['name = "a\\"|b"', 'value name <a\\"b> quoted'],
    ["name = 'a|b'", 'value name <ab> quoted'],
    ['name = "a" |', undefined],
    ['steps = 1|0', 'value steps <10>'],
    ['steps = tr|', 'value steps <tr>'],
    ['steps = 10 # re|mark', undefined],
    ['# re|mark', undefined],
    ['a = "#"\nb|', 'key - <b> top'],
    ['[sa|ve]', 'header - <[save]> top'],
    ['[|', 'header - <[> top'],
    ['|[save]', 'header - <[save]> top'],
    ['[save]|', undefined],
    ['[save]\nev|', 'key save <ev> top'],
    ['[ "save" ]\nev|', 'key save <ev> top'],
    ['[save]\r\nevery_steps = 5|\r\n', 'value save.every_steps <5>'],
    ['[[subsets]]\nfolder = "a"\n[[subsets]]\nfo|', 'key subsets.1 <fo> top'],
    ['save.ev|', 'key save <ev>'],
    ['save.|', 'key save <>'],
    ['save.every_steps = 5|', 'value save.every_steps <5>'],
    ['save = { ev|', 'key save <ev>'],
    ['save = { every_steps = 5, st|ate = true }', 'key save <state>'],
    ['save = { state = tr|ue }', 'value save.state <true>'],
    ['save = { state = true }\nst|', 'key - <st> top'],
    ['save = { state = \nst|', 'key - <st> top'],
    ['network_args = [|', 'value network_args.0 <>'],
    ['network_args = ["a=1", "b|"]', 'value network_args.1 <b> quoted'],
    ['network_args = [\n  "a=1",\n  |\n]', 'value network_args.1 <>'],
    ['network_args = ["a=1"]\nst|', 'key - <st> top'],
    ['network_args = ["a=1",\nsteps = 5\nst|', 'key - <st> top'],
    ['network_args = ["a=1",\n[extra]\nst|', 'key extra <st> top'],
    ['subsets = [{ folder = "a" }, { fo|', 'key subsets.1 <fo>'],
    ['name = "not closed\nst|', 'key - <st> top'],
    ['name = """\nna|me"""', undefined],
    ['name = """\nx = 1"""\nst|', 'key - <st> top'],
    ['"name" = "|"', 'value name <> quoted'],
    ['= =\n[extra]\nsd|', 'key extra <sd> top'],
  ];
  for (const [text, place] of cases)
    it(`is right in ${JSON.stringify(text)}`, () => assert.equal(at(text), place));

  it('is one inside of the text, whatever the text is', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '"""',
      '=',
      '.',
      ',',
      '\n',
      ' ',
      '#',
      'a',
      '1',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(60), (pieces, at) => {
        const text = pieces.join('');
        const offset = Math.min(at, text.length);
        const place = cursorPlace(text, offset);
        if (!place) return;
        assert.ok(place.start <= offset && offset <= place.end && place.end <= text.length);
      }),
    );
  });

  it('is not looked for in what no training file is', () => {
    assert.equal(cursorPlace('['.repeat(99_000), 99_000), undefined);
    assert.equal(cursorPlace(`a = ${'['.repeat(99_000)}`, 99_000), undefined);
    assert.equal(cursorPlace('a'.repeat(200_000), 200_000), undefined);
  });
});
