import assert from 'node:assert/strict';
import { chmodSync, linkSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Scanner } from '../../../../../src/core/models/scan/scanner';
import { safetensorsBytes } from '../safetensorsFile';
import { tempFolder } from '../../../support/tempFolder';

describe('Scanner', () => {
  const folder = tempFolder();
  let scanner: Scanner;
  before(() => (scanner = new Scanner({ workerFolder: resolve('dist') })));
  after(() => scanner.close());

  function put(...names: string[]): void {
    for (const name of names) {
      const path = join(folder.path, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, name);
    }
  }
  const found = async (ignore: string[] = []) => {
    const { files } = await scanner.scan(folder.path, { ignore });
    return files.map((file) => relative(folder.path, file.path));
  };

  it('finds every kind of model file in any case, and nothing else', async () => {
    put(
      'a.safetensors',
      'b.CKPT',
      'c.Pt',
      'd.pth',
      'e.bin',
      'f.sft',
      'g.GGUF',
      'h.txt',
      'i.json',
      'safetensors',
    );
    put(
      'j.safetensors.part',
      'k.ckpt.crdownload',
      'l.bin.aria2',
      'm.safetensors.tmp-12',
      'n.tmp-12.safetensors',
    );
    mkdirSync(join(folder.path, 'folder.safetensors'));
    assert.deepEqual(await found(), ['a.safetensors', 'b.CKPT', 'c.Pt', 'd.pth', 'e.bin', 'f.sft', 'g.GGUF']);
  });

  it('takes the parts of a pipeline of diffusers for no models, and what lies beside them for models', async () => {
    put('sdxl/model_index.json', 'sdxl/sd_xl_base.safetensors', 'sdxl/loras/a.safetensors');
    put('sdxl/unet/diffusion_pytorch_model.safetensors', 'sdxl/text_encoder_2/model.fp16.safetensors');
    put('sdxl/vae_1_0/deep/a.safetensors', 'sdxl/odd/config.json', 'sdxl/odd/a.bin');
    put('unet/a.safetensors', 'vae/config.json', 'vae/b.safetensors');
    assert.deepEqual(await found(), ['sdxl/sd_xl_base.safetensors', 'sdxl/loras/a.safetensors', 'unet/a.safetensors', 'vae/b.safetensors']); // prettier-ignore
  });

  for (const named of ['venv', 'sdxl/unet', 'x/site-packages'])
    it(`enters ${named} where the scan begins there`, async () => {
      put('sdxl/model_index.json', `${named}/config.json`, `${named}/a.safetensors`);
      const { files } = await scanner.scan(join(folder.path, named), { ignore: [] });
      assert.equal(files.length, 1);
    });

  it('goes through all folders in a fixed order, except those that are not for it', async () => {
    put('b/y.pt', 'b/x.pt', 'b/deep/er/z.pt', 'a/z.pt', 'top.pt', '.hidden/h.pt');
    put('.lm-pending-delete/a.pt', 'b/.previews/a.pt', '.git/a.bin', 'node_modules/m/a.bin');
    put('venv/lib/a.bin', 'b/.venv/a.pt', 'env/lib/python3.12/site-packages/torch/a.pt');
    assert.deepEqual(await found(), [
      'top.pt',
      '.hidden/h.pt',
      'a/z.pt',
      'b/x.pt',
      'b/y.pt',
      'b/deep/er/z.pt',
    ]);
  });

  it('leaves out what the patterns say, relative to the root', async () => {
    put('a/old/x.pt', 'old/x.pt', 'a/y.pt', 'a/y.bin', 'keep.bin');
    assert.deepEqual(await found(['/old/', '*.bin', '!keep.bin']), ['keep.bin', 'a/y.pt', 'a/old/x.pt']);
    assert.deepEqual(await found(['old', '# comment', '']), ['keep.bin', 'a/y.bin', 'a/y.pt']);
  });

  it('gives the stamps of the file and of its sidecar', async () => {
    const path = folder.write('a.safetensors', 'model');
    folder.write('b.safetensors', 'model');
    const sidecar = folder.write('a.safetensors.metadata.json', '{"a": 1}');
    const { files } = await scanner.scan(folder.path, { ignore: [] });
    const [model, beside] = [statSync(path), statSync(sidecar)];
    assert.deepEqual(files[0], {
      path,
      size: 5,
      mtimeMs: model.mtimeMs,
      ino: model.ino,
      sidecar: { size: 8, mtimeMs: beside.mtimeMs },
    });
    assert.equal(files[1]?.sidecar, undefined);
  });

  it('follows links once and without loops, and finds by its own name what needs no link', async () => {
    put('z/real/x.pt');
    symlinkSync('z/real', join(folder.path, 'a-link'));
    symlinkSync('..', join(folder.path, 'z/up'));
    assert.deepEqual(await found(), ['z/real/x.pt']);
  });

  it('follows links that lead out of the root, once', async () => {
    put('outside/x.pt', 'outside/y.pt', 'root/a.pt');
    const root = join(folder.path, 'root');
    symlinkSync('../outside', join(root, 'one'));
    symlinkSync('../outside', join(root, 'two'));
    symlinkSync('../outside/y.pt', join(root, 'linked.pt'));
    linkSync(join(root, 'a.pt'), join(root, 'hard.pt'));
    const { files } = await scanner.scan(root, { ignore: [] });
    assert.deepEqual(
      files.map((file) => relative(root, file.path)),
      ['a.pt', 'hard.pt', 'linked.pt', 'one/x.pt', 'one/y.pt'],
    );
  });

  it('reports a link that leads nowhere and goes on', async () => {
    put('a.pt');
    symlinkSync('nowhere', join(folder.path, 'broken.pt'));
    symlinkSync('nowhere', join(folder.path, 'no-model'));
    const { files, unreadable } = await scanner.scan(folder.path, { ignore: [] });
    assert.equal(files.length, 1);
    assert.deepEqual(
      unreadable.map(({ path, problem }) => [path, problem.code]),
      [[join(folder.path, 'broken.pt'), 'missing']],
    );
  });

  it('reports a folder that may not be read and goes on', async function () {
    put('a/x.pt', 'b/y.pt');
    chmodSync(join(folder.path, 'a'), 0);
    const { files, unreadable } = await scanner.scan(folder.path, { ignore: [] });
    chmodSync(join(folder.path, 'a'), 0o755);
    // Root reads everything.
    const expected = process.getuid?.() === 0 ? [2, 0] : [1, 1];
    assert.deepEqual([files.length, unreadable.length], expected);
  });

  it('says when the root is not there', async () => {
    const none = await scanner.scan(join(folder.path, 'none'), { ignore: [] });
    assert.deepEqual(none, { files: [], missing: true, unreadable: [] });
    put('file');
    assert.equal((await scanner.scan(join(folder.path, 'file/below'), { ignore: [] })).missing, true);
    assert.equal((await scanner.scan(folder.path, { ignore: [] })).missing, false);
  });

  it('is cancelled', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(scanner.scan(folder.path, { ignore: [], signal }), /enough/);
    const stop = new AbortController();
    const scan = scanner.scan(folder.path, { ignore: [], signal: stop.signal });
    stop.abort();
    await assert.rejects(scan, { name: 'AbortError' });
    assert.deepEqual(await found(), []);
  });

  it('inspects many files in their order', async () => {
    for (let index = 0; index < 1200; index++) {
      put(`${index}.safetensors`);
      const bytes = safetensorsBytes({ __metadata__: { ss_output_name: String(index) } });
      writeFileSync(join(folder.path, `${index}.safetensors`), bytes);
    }
    const { files } = await scanner.scan(folder.path, { ignore: [] });
    const inspections = await scanner.inspect(files);
    assert.equal(inspections.length, 1200);
    inspections.forEach(({ header }, index) => {
      assert.equal(`${header?.title}.safetensors`, relative(folder.path, files[index]?.path ?? ''));
    });
  });

  it('gives a whole header, or why there is none', async () => {
    const path = folder.write('a.safetensors', safetensorsBytes({ __metadata__: { a: 'b' } }));
    assert.deepEqual((await scanner.header(path)).metadata, { a: 'b' });
    await assert.rejects(scanner.header(folder.write('b.safetensors', '')), {
      name: 'Problem',
      code: 'empty',
    });
  });
});
