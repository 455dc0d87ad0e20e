import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { DownloadLog } from '../../../../../src/core/downloads/log/downloadLog';
import { tempFolder } from '../../../support/tempFolder';

const { LOG_TO_MARK: logToMark, FIRST_MARK: first, MARKS: marks } = process.env;

/** What another process does: it marks, says which marks are safe, and folds now and then. */
async function mark(path: string, from: number, count: number): Promise<void> {
  const log = await DownloadLog.open(path);
  for (let id = from; id < from + count; id++) {
    await log.markSuccess({ id, type: 'image', path: `/x/${id}.jpeg`, size: 1 });
    process.send?.(id);
    if (id % 7 === 0) await log.save();
  }
  process.disconnect();
}

if (logToMark !== undefined) void mark(logToMark, Number(first), Number(marks));
else
  describe('a download log of several processes', () => {
    const folder = tempFolder();
    const path = () => join(folder.path, 'aria', 'aria_download_log.json');
    const start = (from: number, count: number) => {
      const child = fork(__filename, {
        env: { ...process.env, LOG_TO_MARK: path(), FIRST_MARK: String(from), MARKS: String(count) },
      });
      const safe: number[] = [];
      child.on('message', (id) => safe.push(id as number));
      return { child, safe, ended: once(child, 'close') };
    };
    const ids = async () => [...(await DownloadLog.open(path())).successes].map(({ id }) => Number(id));

    it('loses no mark of any of them', async () => {
      const all = [start(1000, 60), start(2000, 60)];
      for (const { ended } of all) assert.deepEqual(await ended, [0, null]);
      const marked = all.flatMap(({ safe }) => safe);
      assert.equal(marked.length, 120);
      assert.deepEqual((await ids()).sort((a, b) => a - b), marked.sort((a, b) => a - b)); // prettier-ignore
    });

    for (const atMark of [1, 8, 15])
      it(`has each mark that was safe when it is killed at the ${atMark}. one`, async () => {
        const { child, safe, ended } = start(7 * 1000 - 1, 1_000_000);
        child.on('message', () => safe.length >= atMark && child.kill('SIGKILL'));
        await ended;
        const found = new Set(await ids());
        for (const id of safe) assert.ok(found.has(id), String(id));
        assert.doesNotThrow(() => JSON.parse(readFileSync(path(), 'utf8')) as unknown);
      });
  });
