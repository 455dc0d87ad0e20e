import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { LogSink } from '../../../../src/core/files/logFile';
import { silentLog } from '../../../../src/core/log';
import { LOG_FILE, LogToFile } from '../../../../src/ui/platform/logToFile';
import { tempFolder } from '../../support/tempFolder';

interface State {
  enabled: boolean;
  sink: LogSink | undefined;
  readonly warned: string[];
}

/** What is kept now: it changes while others are awaited. */
const sinkOf = ({ sink }: State): LogSink | undefined => sink;

describe('the log file of the editor', () => {
  const temporary = tempFolder();

  /** What follows a setting, and the log that it is told to keep. */
  function following(folder: string) {
    const state: State = { enabled: false, sink: undefined, warned: [] };
    const log = {
      ...silentLog,
      warn: (message: string) => void state.warned.push(message),
      keepIn: (sink: LogSink | undefined) => void (state.sink = sink),
    };
    return { state, file: new LogToFile({ log, folder, isEnabled: () => state.enabled }) };
  }

  it('is there only while the setting says so, in a folder that is made for it', async () => {
    const folder = join(temporary.path, 'logs');
    const { state, file } = following(folder);
    await file.update();
    assert.equal(sinkOf(state), undefined);
    assert.ok(!existsSync(folder));

    state.enabled = true;
    await Promise.all([file.update(), file.update()]);
    sinkOf(state)?.write('info', 'one');
    state.enabled = false;
    await file.update();
    assert.equal(sinkOf(state), undefined);
    state.enabled = true;
    await file.update();
    sinkOf(state)?.write('warn', 'two');
    await file.close();
    assert.equal(sinkOf(state), undefined);
    const lines = readFileSync(join(folder, LOG_FILE), 'utf8').trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => line.replace(/^.{23} /, '')),
      ['- diffusion-workbench - INFO - one', '- diffusion-workbench - WARNING - two'],
    );
  });

  it('is said to be missing where it cannot be opened, and the log goes on without it', async () => {
    const folder = join(temporary.path, 'file');
    writeFileSync(folder, '');
    const { state, file } = following(folder);
    state.enabled = true;
    await file.update();
    assert.equal(sinkOf(state), undefined);
    assert.equal(state.warned.length, 1);
  });
});
