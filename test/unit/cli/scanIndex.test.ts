import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../support/tempFolder';
import { runCli } from './runCli';

const COUNT = 250;
const WRITTEN = new Date('2025-01-01T00:00:00Z');

describe('scan of an annotated library', () => {
  const folder = tempFolder();
  const cache = () => join(folder.path, 'cache');
  const sidecarOf = (index: number) => join(folder.path, `models/${index}.ckpt.metadata.json`);

  function writeSidecar(index: number, modelId: number): void {
    writeFileSync(sidecarOf(index), JSON.stringify({ civitai_model_id: modelId }));
  }

  async function modelIds(): Promise<(number | undefined)[]> {
    const { stdout } = await runCli(folder.path, ['scan', 'models', '--json'], {
      DIFFUSION_WORKBENCH_CACHE: cache(),
    });
    return (JSON.parse(stdout) as { civitai_model_id?: number }[]).map((row) => row.civitai_model_id);
  }

  it('takes from the cache what has not changed, and reads what has', async () => {
    mkdirSync(join(folder.path, 'models'));
    for (let index = 0; index < COUNT; index++) {
      writeFileSync(join(folder.path, `models/${index}.ckpt`), 'model');
      writeSidecar(index, 7);
      utimesSync(sidecarOf(index), WRITTEN, WRITTEN);
    }
    assert.deepEqual(new Set(await modelIds()), new Set([7]));
    // The number tells from where it was read.
    const index = join(cache(), 'sidecars.ndjson');
    writeFileSync(
      index,
      readFileSync(index, 'utf8').replaceAll('"civitai_model_id":7', '"civitai_model_id":8'),
    );
    writeSidecar(0, 9);
    const ids = await modelIds();
    assert.equal(ids.filter((id) => id === 8).length, COUNT - 1);
    assert.equal(ids.filter((id) => id === 9).length, 1);
  });
});
