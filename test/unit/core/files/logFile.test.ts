import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { LogFile, logLine } from '../../../../src/core/files/logFile';
import { Problem } from '../../../../src/core/problem/problem';
import { tempFolder } from '../../support/tempFolder';

/** Local, whatever the zone. */
const AT = new Date(2026, 0, 2, 3, 4, 5, 6);
const HEAD = '2026-01-02 03:04:05,006 - diffusion-workbench';

describe('a log file', () => {
  const folder = tempFolder();
  const fail = (problem: Problem): void => assert.fail(problem.message);

  it('has lines with time, name, level and message (S1-49)', () => {
    assert.equal(logLine(AT, 'info', 'Found 3 model files'), `${HEAD} - INFO - Found 3 model files\n`);
    assert.equal(logLine(AT, 'warn', 'w'), `${HEAD} - WARNING - w\n`);
    assert.equal(logLine(AT, 'error', 'e'), `${HEAD} - ERROR - e\n`);
    assert.equal(logLine(AT, 'debug', 'd'), `${HEAD} - DEBUG - d\n`);
  });

  it('has no line that a name has forged', () => {
    assert.equal(logLine(AT, 'info', `a\n${HEAD} - ERROR - b`).split('\n').length, 2);
  });

  it('is made with its folder, appended to in order, and whole once it is closed', async () => {
    const path = join(folder.path, 'logs', 'metadata_extraction.log');
    await mkdir(join(folder.path, 'logs'));
    writeFileSync(path, 'from before\n');
    const log = await LogFile.open(path, () => AT, fail);
    const texts = Array.from({ length: 500 }, (_, index) => `line ${index}`);
    for (const text of texts) log.write('info', text);
    await log.close();
    log.write('info', 'too late');
    const lines = texts.map((text) => `${HEAD} - INFO - ${text}\n`);
    assert.equal(readFileSync(path, 'utf8'), `from before\n${lines.join('')}`);
    const deep = join(folder.path, 'not', 'yet', 'there.log');
    await (await LogFile.open(deep, () => AT, fail)).close();
    assert.ok(existsSync(deep));
  });

  it('says what is in its way', async () => {
    await assert.rejects(
      LogFile.open(folder.path, () => AT, fail),
      (error) => error instanceof Problem && error.advice !== '',
    );
  });
});
