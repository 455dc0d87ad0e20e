import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, statSync, writeSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, it } from 'mocha';
import { writeFileAtomic } from '../../../../../src/core/files/atomicWrite';
import { withFileLock } from '../../../../../src/core/files/lock';
import { Problem } from '../../../../../src/core/problem/problem';
import { sidecarPath } from '../../../../../src/core/models/sidecar/path';
import { updateSidecar } from '../../../../../src/core/models/sidecar/store';
import { tempFolder } from '../../../support/tempFolder';

/** So long that a write takes longer than what is between two writes. */
const LONG = 4_000_000;

/** What the other processes of these tests do: this file, run again with `--child`. */
const CHILD: Readonly<Record<string, (path: string, argument: string) => Promise<void>>> = {
  /** Adds 15 keys to each of three sidecars. */
  async keys(folder, prefix) {
    for (let at = 0; at < 45; at++) {
      await updateSidecar(join(folder, `${at % 3}.pt`), () => ({ [`${prefix}${at}`]: at }));
    }
  },
  /** Writes for ever, and says so after each time. */
  async loop(model) {
    for (let at = 0; ; at++) {
      await writeFileAtomic(sidecarPath(model), `{"notes": "${`${at % 10}`.repeat(LONG)}"}`);
      writeSync(1, '.');
    }
  },
  async once(model, length) {
    try {
      await updateSidecar(model, () => ({ notes: 'x'.repeat(Number(length)) }));
    } catch (error) {
      writeSync(1, error instanceof Problem ? error.code : String(error));
    }
  },
  /** Notes when it comes in and goes out, ten times. */
  async turns(path) {
    for (let turn = 0; turn < 10; turn++) {
      await withFileLock(path, async () => {
        appendFileSync(`${path}.log`, `in ${process.pid}\n`);
        await new Promise((resolve) => setImmediate(resolve));
        appendFileSync(`${path}.log`, `out ${process.pid}\n`);
      });
    }
  },
  /** Takes the lock and keeps it. */
  async hold(path) {
    await withFileLock(path, async () => {
      writeSync(1, 'held');
      await new Promise((resolve) => setInterval(resolve, 1_000_000));
    });
  },
};

const child = (...args: readonly string[]) => execa(process.execPath, [__filename, '--child', ...args]);

if (process.argv[2] === '--child') {
  const [, , , work = '', path = '', argument = ''] = process.argv;
  void CHILD[work]?.(path, argument);
} else describe('sidecars and other processes', suite);

function suite(): void {
  const folder = tempFolder();

  it('lose nothing when two processes write the same ones', async () => {
    await Promise.all([child('keys', folder.path, 'a'), child('keys', folder.path, 'b')]);
    for (let at = 0; at < 45; at++) {
      const path = sidecarPath(join(folder.path, `${at % 3}.pt`));
      const value = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      assert.deepEqual([value[`a${at}`], value[`b${at}`]], [at, at]);
    }
  });

  it('let only one process in at a time', async () => {
    const path = join(folder.path, 'x');
    await Promise.all([child('turns', path), child('turns', path)]);
    const lines = readFileSync(`${path}.log`, 'utf8').trim().split('\n');
    assert.equal(lines.length, 40);
    for (let at = 0; at < lines.length; at += 2) {
      assert.equal(lines[at]?.replace('in', 'out'), lines[at + 1], `line ${at}`);
    }
  });

  it('are not locked for good by a process that was killed', async () => {
    const model = join(folder.path, 'm.pt');
    const other = child('hold', sidecarPath(model));
    await new Promise((resolve) => other.stdout.once('data', resolve));
    other.kill('SIGKILL');
    await other.catch(() => undefined);
    assert.equal((await updateSidecar(model, () => ({ name: 'x' }))).name, 'x');
  });

  it('are old or new, never half, whenever their process is killed', async () => {
    await Promise.all(
      [0, 1].map(async (lane) => {
        for (let kill = lane; kill < 25; kill += 2) {
          const model = folder.write(`${kill}.pt`, '');
          const other = child('loop', model);
          // Each time after another number of writes, and another while into the next one.
          let writes = 0;
          await new Promise<void>((resolve) => {
            other.stdout.on('data', (dots: Buffer) => {
              writes += dots.length;
              if (writes > kill % 5) setTimeout(resolve, kill % 7);
            });
          });
          other.kill('SIGKILL');
          await other.catch(() => undefined);
          const { notes } = JSON.parse(readFileSync(sidecarPath(model), 'utf8')) as { notes: string };
          assert.equal(notes, (notes[0] ?? '').repeat(LONG));
        }
      }),
    );
  });

  it('stay as they are when the disk is full, and nothing is left beside them', async () => {
    const before = `{"notes": "${'old'.repeat(3000)}"}`;
    const model = join(folder.path, 'm.pt');
    const path = folder.write('m.pt.metadata.json', before);
    // Blocks of 1 KiB: the file may not grow beyond, as on a full disk after a part of it was written.
    const limited = await execa('bash', [
      '-c',
      'ulimit -f 16; exec "$@"',
      'bash',
      process.execPath,
      __filename,
      '--child',
      'once',
      model,
      '200000',
    ]);
    assert.equal(limited.stdout, 'disk_full');
    assert.equal(readFileSync(path, 'utf8'), before);
    assert.deepEqual(await readdir(folder.path), ['m.pt.metadata.json']);
    assert.equal(statSync(path).size, before.length);
  });
}
