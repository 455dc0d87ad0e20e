import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { editTraining, type FieldValue } from '../../../../../src/core/training/form/editTraining';
import { readToml } from '../../../../../src/core/training/job/toml';

const TEXT = `# my training
name = "mira"   # who
family = 'sd15'
learning_rate = 1e-4  
unet_lr = 1.0
network_args = [
  "a=1", # one
  "b=2",
]

[save] # when
every_steps = 500 # often

[[subsets]]
folder = "x"
repeats = 3

[extra]
min_snr_gamma = 5.0
`;

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const read = (text: string): unknown => plain(readToml(text).value);
const edit = (text: string, path: string, value: FieldValue) =>
  editTraining(text, [{ path: path.split('.'), value }]);

describe('a field of a training file that is changed', () => {
  it('is changed in its own place, and nothing else is', () => {
    assert.equal(edit(TEXT, 'name', 'new "n"'), TEXT.replace('"mira"', JSON.stringify('new "n"')));
    assert.equal(edit(TEXT, 'save.every_steps', 10), TEXT.replace('500', '10'));
    assert.equal(edit(TEXT, 'unet_lr', 2), TEXT.replace('unet_lr = 1.0', 'unet_lr = 2.0'));
    assert.equal(edit(TEXT, 'name', 'mira'), TEXT);
  });

  it('that is taken out goes with its line, and with no other', () => {
    assert.equal(edit(TEXT, 'unet_lr', undefined), TEXT.replace('unet_lr = 1.0\n', ''));
    assert.equal(edit(TEXT, 'save.every_steps', undefined), TEXT.replace('every_steps = 500 # often\n', ''));
    assert.equal(edit(TEXT, 'dim', undefined), TEXT);
    assert.equal(edit(TEXT, 'samples.file', undefined), TEXT);
  });

  it('that is new comes behind the one that is usually before it, or the others of its table, or brings that', () => {
    assert.equal(edit(TEXT, 'dim', 8), TEXT.replace("'sd15'\n", "'sd15'\ndim = 8\n"));
    assert.equal(edit(TEXT, 'seed', 8), TEXT.replace('unet_lr = 1.0\n', 'unet_lr = 1.0\nseed = 8\n'));
    assert.equal(edit(TEXT, 'save.keep_last', 2), TEXT.replace('# often\n', '# often\nkeep_last = 2\n'));
    assert.equal(edit(TEXT, 'extra.more', 2), TEXT.replace('= 5.0\n', '= 5.0\nmore = 2\n'));
    assert.equal(edit('dim = 1\n[save]\n', 'name', 'x'), 'dim = 1\nname = "x"\n[save]\n');
    assert.equal(edit(TEXT, 'launcher.gpu', 1), `${TEXT}\n[launcher]\ngpu = 1\n`);
    assert.equal(edit('', 'dim', 8), 'dim = 8\n');
    assert.equal(edit('[save]\nstate = true', 'dim', 8), 'dim = 8\n[save]\nstate = true');
    assert.equal(edit('name = "x"', 'dim', 8), 'name = "x"\ndim = 8\n');
  });

  it('keeps Windows’ line ends and a byte order mark', () => {
    const text = `\uFEFF${TEXT.replaceAll('\n', '\r\n')}`;
    assert.equal(edit(text, 'dim', 8), text.replace("'sd15'\r\n", "'sd15'\r\ndim = 8\r\n"));
    assert.equal(edit(text, 'name', 'm'), text.replace('"mira"', '"m"'));
  });

  it('is changed in tables of one line and with dots, too', () => {
    const [inline, dotted] = [
      'save = { every_steps = 5, state = true } # c\nname = "x"\n',
      'save.state = true\nname = "x"\n',
    ];
    assert.equal(edit(inline, 'save.every_steps', 6), inline.replace('5', '6'));
    assert.deepEqual(read(edit(inline, 'save.every_steps', undefined)), { save: { state: true }, name: 'x' });
    assert.deepEqual(read(edit(inline, 'save.keep_last', 1)), { save: { every_steps: 5, state: true, keep_last: 1 }, name: 'x' }); // prettier-ignore
    assert.deepEqual(read(edit(dotted, 'save.keep_last', 1)), {
      save: { state: true, keep_last: 1 },
      name: 'x',
    });
    assert.deepEqual(read(edit(dotted, 'save.state', undefined)), { name: 'x' });
  });

  it('says so where the text is no TOML, or the field is inside of none', () => {
    assert.throws(() => edit('name = ', 'dim', 8), { code: 'bad_input' });
    assert.throws(() => edit('save = 5', 'save.state', true), { code: 'bad_input' });
  });

  it('reads as what was written, whatever it is; the other lines stay', () => {
    const path = fc.constantFrom('name', 'dim', 'unet_lr', 'network_args', 'save.every_steps', 'save.state', 'samples.prompts', 'extra.min_snr_gamma', 'extra.__proto__', 'extra.a b'); // prettier-ignore
    const text = fc.string({ unit: 'grapheme', maxLength: 20 });
    const value = fc.oneof(
      text,
      fc.boolean(),
      fc.integer({ min: -1e9, max: 1e9 }),
      fc
        .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
        .filter((each) => !Object.is(each, -0)),
      fc.array(text, { maxLength: 4 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(path, fc.option(value, { nil: undefined })), { maxLength: 4 }),
        (edits) => {
          let now = TEXT;
          for (const [where, what] of edits) {
            now = edit(now, where, what);
            const { value: found, problems, places } = readToml(now);
            assert.deepEqual(problems, []);
            const [name = '', table] = where.split('.').reverse();
            const holder = (table === undefined ? found : found[table]) as
              Record<string, unknown> | undefined;
            const got = holder && Object.hasOwn(holder, name) ? holder[name] : undefined;
            assert.deepEqual(
              got === undefined ? undefined : plain(got),
              what === undefined ? undefined : plain(what),
            );
            assert.ok(places.size > 0);
          }
          for (const line of [
            '# my training',
            "family = 'sd15'",
            'learning_rate = 1e-4  ',
            '[save] # when',
            'folder = "x"',
          ])
            assert.ok(now.split('\n').includes(line), line);
        },
      ),
    );
  });
});
