import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ProblemCode } from '../../../../../src/core/problem/codes';
import { Problem } from '../../../../../src/core/problem/problem';
import { readHeader } from '../../../../../src/core/models/header/read';
import { folderLora } from '../../../../../src/core/models/outputName/folderLora';
import type { FolderLora } from '../../../../../src/core/prompts/grammar/folderLora';
import { cutShort, HTML_PAGE, safetensors } from '../../../../fixtures/makeModels';
import { tempFolder } from '../../../support/tempFolder';

const lora = (metadata: Record<string, string> = {}) =>
  safetensors('data', [{ name: 'a', shape: [8], dtype: 'F16' }], metadata);

describe('folderLora', () => {
  const folder = tempFolder();

  const find = (): Promise<FolderLora | undefined> =>
    folderLora(folder.path, (path) => Promise.resolve().then(() => readHeader(path)));

  async function refused(code: ProblemCode, message: RegExp): Promise<void> {
    await assert.rejects(find(), (error) => {
      assert(error instanceof Problem);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert(!`${error.message}${error.advice}`.includes(folder.path));
      return true;
    });
  }

  it('takes the name that the header gives, and the file name as another one', async () => {
    const file = folder.write('my__file.safetensors', lora({ ss_output_name: ' Style_v1 ' }));
    assert.deepEqual(await find(), {
      file,
      name: 'Style_v1',
      source: 'header',
      aliases: ['Style_v1', 'my__file'],
      others: 0,
      broken: [],
    });
  });

  for (const given of [undefined, '', '  ', 'None']) {
    it(`takes the file name, __ as _, where ss_output_name is ${given === undefined ? 'absent' : JSON.stringify(given)}`, async () => {
      folder.write(
        'a__b___c.d.safetensors',
        lora(given === undefined ? {} : { ss_output_name: given, ss_steps: '1' }),
      );
      const found = await find();
      assert.equal(found?.name, 'a_b_c.d');
      assert.equal(found.source, 'file name');
      assert.deepEqual(found.aliases, ['a_b_c.d', 'a__b___c.d']);
    });
  }

  it('gives a name once where the file has it, too', async () => {
    folder.write('Style.SAFETENSORS', lora({ ss_output_name: 'Style' }));
    assert.deepEqual((await find())?.aliases, ['Style']);
  });

  it('takes the first of several by name and tells how many others there are', async () => {
    folder.write('b.safetensors', lora({ ss_output_name: 'second' }));
    folder.write('a.safetensors', lora({ ss_output_name: 'first' }));
    folder.write('c.sft', lora());
    folder.write('0.ckpt', 'no LoRA');
    folder.write('0.txt', '{}');
    const found = await find();
    assert.deepEqual([found?.name, found?.others], ['first', 2]);
  });

  it('looks only directly in the folder, and follows links to files', async () => {
    mkdirSync(join(folder.path, 'below'));
    mkdirSync(join(folder.path, 'a.safetensors'));
    folder.write('below/b.safetensors', lora());
    symlinkSync(join(folder.path, 'below'), join(folder.path, 'c.safetensors'));
    symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'd.safetensors'));
    assert.equal(await find(), undefined);
    symlinkSync(join(folder.path, 'below/b.safetensors'), join(folder.path, 'e.safetensors'));
    assert.equal((await find())?.name, 'e');
  });

  it('passes over files that are cut short or web pages', async () => {
    folder.write('a.safetensors', cutShort(lora({ ss_output_name: 'cut' })));
    folder.write('b.safetensors', HTML_PAGE);
    folder.write('c.safetensors', '');
    folder.write('d.safetensors', lora({ ss_output_name: 'whole' }));
    const found = await find();
    assert.deepEqual([found?.name, found?.others], ['whole', 3]);
    assert.deepEqual(found?.broken, ['a.safetensors', 'b.safetensors', 'c.safetensors']);
  });

  it('says what is wrong where no file is a whole one', async () => {
    folder.write('a.safetensors', cutShort(lora()));
    folder.write('b.safetensors', HTML_PAGE);
    await refused('truncated', /^a\.safetensors is cut short/);
  });

  it('does not choose another file for one that cannot be read just now', async () => {
    folder.write('a.safetensors', lora());
    const busy = new Problem('locked', 'a.safetensors is in use by another program.', 'Close it.');
    folder.write('b.safetensors', lora());
    const header = (path: string) =>
      path.endsWith('a.safetensors') ? Promise.reject(busy) : Promise.resolve(readHeader(path));
    await assert.rejects(folderLora(folder.path, header), busy);
  });

  for (const name of ['a<b', 'a>b', 'a:0.8', 'a\nb', 'a\u2028b']) {
    it(`refuses a name that no tag can hold: ${JSON.stringify(name)}`, async () => {
      folder.write('file.safetensors', lora({ ss_output_name: name }));
      await refused('bad_input', /^The header of file\.safetensors gives it a name that no tag can hold/);
    });
  }

  it('refuses a file name that no tag can hold', async () => {
    folder.write('a:b.safetensors', lora());
    await refused('bad_input', /^a:b\.safetensors has a name that no tag can hold/);
  });

  it('says that a folder is gone', async () => {
    const gone = folderLora(join(folder.path, 'gone'), () => Promise.reject(new Error('unused')));
    await assert.rejects(gone, { code: 'missing', message: 'gone is not there.' });
  });
});
