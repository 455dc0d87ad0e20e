import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOLDING_FOLDER } from '../../../../../src/core/files/folderNames';
import { restoreRun } from '../../../../../src/core/undo/restoreRun';
import { UndoRecorder } from '../../../../../src/core/undo/undoRecorder';
import { UndoRuns } from '../../../../../src/core/undo/undoRuns';

/** Runs that can be undone, kept beside the folder of a test. */
export function undoing(folder: { readonly path: string }) {
  const runs = () => new UndoRuns(`${folder.path}.undo`);
  return {
    recorder: (command = 'test') => new UndoRecorder(runs(), { area: 'models', command }, () => new Date()),
    runs: () => runs().list('models'),
    /** Undoes the last run; all of it must succeed. */
    undo: async () => {
      const run = await runs().find('models');
      assert.ok(run, 'a run');
      const { failed } = await restoreRun(runs(), run);
      assert.deepEqual(failed, []);
    },
  };
}

/** The text of all files of a folder by their paths, apart from what waits to be brought back. */
export function filesIn(folder: string): Record<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(HOLDING_FOLDER))
    .sort();
  return Object.fromEntries(
    found.map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), readFileSync(path, 'latin1')]),
  );
}
