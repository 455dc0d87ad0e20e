import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { findProgram } from '../../../../../src/core/processes/findProgram';
import { readOwnTable } from '../../../../../src/core/training/environment/readOwnTable';
import { runTool, type RunTool } from '../../../../../src/core/training/environment/runPython';
import type { TrainingSettings } from '../../../../../src/core/training/trainingSettings';
import { tempFolder } from '../../../support/tempFolder';

/** A parser in the manner of sd-scripts, with the types that its own have. */
const SCRIPT = `
import argparse
import pathlib
from library import train_util
def setup_parser():
    parser = argparse.ArgumentParser()
    train_util.add(parser)
    parser.add_argument("--network_args", type=str, default=None, nargs="*", help="100% own / 日本語")
    parser.add_argument("--dataset_config", type=pathlib.Path, default=None)
    parser.add_argument("--optimizer_type", type=str, default="")
    parser.add_argument("--loss_type", choices=["l1", "l2"], default="l2")
    parser.add_argument("--max_token_length", type=int, default=None, choices=[None, 150, 225])
    for i in range(20):
        parser.add_argument("--more_%d" % i, action="store_true", help=argparse.SUPPRESS)
    return parser
`;
const LIBRARY = `
def add(parser):
    def int_or_float(value):
        return float(value)
    parser.add_argument("--lr_warmup_steps", type=int_or_float, default=0)
    parser.add_argument("--huber_c", type=float, default=0.1)
`;

describe("the options of the user's own trainer", () => {
  const folder = tempFolder();
  let calls = 0;
  const counted: RunTool = (...args) => {
    calls += 1;
    return runTool(...args);
  };

  async function read(run: RunTool = counted) {
    const settings: TrainingSettings = {
      python: (await findProgram('python3')) ?? 'python3',
      scriptPath: join(folder.path, 'train_network.py'),
      launchPrefix: [],
      docker: { image: '', kohyaRoot: '' },
      baseModels: {},
      minimumPictures: 8,
    };
    return readOwnTable(settings, 'sd15', { cacheFolder: join(folder.path, 'cache'), run });
  }
  function checkout() {
    calls = 0;
    folder.write('train_network.py', SCRIPT);
    mkdirSync(join(folder.path, 'library'));
    folder.write('library/train_util.py', LIBRARY);
    folder.write('library/__init__.py', '');
  }

  it('have their types, choices, defaults and help', async () => {
    checkout();
    const table = await read();
    assert.ok(table);
    assert.deepEqual(table.get('network_args'), { type: 'str', many: true, help: '100% own / 日本語' });
    assert.deepEqual(table.get('dataset_config'), { type: 'path' });
    assert.deepEqual(table.get('optimizer_type'), { type: 'str' });
    assert.deepEqual(table.get('loss_type'), { type: 'str', choices: ['l1', 'l2'], default: 'l2' });
    assert.deepEqual(table.get('max_token_length'), { type: 'int', choices: [150, 225] });
    assert.deepEqual(table.get('lr_warmup_steps'), { type: 'int_or_float', default: 0 });
    assert.deepEqual(table.get('huber_c'), { type: 'float', default: 0.1 });
    assert.deepEqual(table.get('more_0'), { type: 'bool' });
    assert.equal(table.has('help'), false);
  });

  it('are kept until a file of the trainer changes, and read anew where what is kept is broken', async () => {
    checkout();
    const first = await read();
    assert.deepEqual(await read(), first);
    assert.equal(calls, 1);
    const util = folder.write('library/train_util.py', `${LIBRARY}    parser.add_argument("--brand_new")\n`);
    utimesSync(util, 1, 1);
    assert.ok((await read())?.has('brand_new'));
    assert.equal(calls, 2);
    const kept = join(folder.path, 'cache/trainer-options');
    for (const name of readdirSync(kept)) writeFileSync(join(kept, name), '{"a":');
    assert.ok((await read())?.has('brand_new'));
    assert.equal(calls, 3);
  });

  it('are unknown where there is no trainer, or its answer is none', async () => {
    assert.equal(await read(), undefined);
    checkout();
    for (const stdout of ['', '@@options []', '@@options {"a": {"type": "str"}}', '@@options {"__proto__']) {
      assert.equal(await read(() => Promise.resolve({ code: 0, stdout, stderr: '' })), undefined, stdout);
    }
  });
});
