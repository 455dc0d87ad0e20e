import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { findProgram } from '../../../../../src/core/processes/findProgram';
import { pythonFacts, type PythonFacts } from '../../../../../src/core/training/environment/facts';
import probe from '../../../../../src/core/training/environment/probe.py';
import { askPython, runTool } from '../../../../../src/core/training/environment/runPython';
import { hideSecrets } from '../../../../../src/core/training/secrets';
import { tempFolder } from '../../../support/tempFolder';

/** A torch with three GPUs: a good one, one that it has no kernels for, and one that crashes Python. */
const TORCH = `
import os

class Version:
    cuda = "12.8"
version = Version()
__version__ = "2.8.0+cu128"

class Mps:
    @staticmethod
    def is_available(): return False
class Backends:
    mps = Mps
backends = Backends

class Properties:
    def __init__(self, index):
        self.name, self.total_memory = "Test GPU %d" % index, 24 * 2**30
        self.major, self.minor = (8, 6) if index == 0 else (7, 5)

class cuda:
    @staticmethod
    def is_available(): return True
    @staticmethod
    def device_count(): return 3
    @staticmethod
    def get_device_properties(index):
        if index == 2: os._exit(7)
        return Properties(index)
    @staticmethod
    def mem_get_info(index): return (20 * 2**30, 24 * 2**30)

class Sum:
    def sum(self): return self
    def item(self): return 4096.0
class Ones:
    def __init__(self, device): self.device = device
    def __matmul__(self, other):
        if self.device == "cuda:1":
            raise RuntimeError("CUDA error: no kernel image is available for execution on the device")
        return Sum()
def ones(shape, device): return Ones(device)
`;

describe('the probe of an environment', function () {
  const folder = tempFolder();

  const fake = (name: string, source: string) => {
    const file = join('site', name);
    mkdirSync(dirname(join(folder.path, file)), { recursive: true });
    folder.write(file, source);
  };

  async function ask(
    packages: Readonly<Record<string, string>>,
    { seconds = 60, stepSeconds = 60, env = {} } = {},
  ): Promise<PythonFacts> {
    const python = await findProgram('python3');
    assert.ok(python, 'The test needs python3.');
    const { answer, end } = await askPython(python, probe, {
      args: [JSON.stringify({ packages, seconds, step_seconds: stepSeconds })],
      mark: '@@environment ',
      run: runTool,
      cwd: join(folder.path, 'site'),
      timeoutMs: 60_000,
    });
    const facts = pythonFacts(answer, hideSecrets(env));
    assert.ok(facts, end.stderr);
    return facts;
  }

  it('tells versions, what is missing, and the error that all began with', async () => {
    fake('good_one.py', '__version__ = "1.2.3"');
    fake(
      'wrapper.py',
      'try:\n  import inner\nexcept ImportError as e:\n  raise RuntimeError("reinstall me") from e',
    );
    fake('inner.py', 'raise ImportError("libcudart.so.12: cannot open")');
    const { version, packages, torchError } = await ask({ good_one: 'good', wrapper: 'w', not_there: 'n' });
    assert.match(version, /^3\./);
    assert.deepEqual(packages.get('good_one'), { version: '1.2.3' });
    assert.deepEqual(packages.get('wrapper')?.error, {
      type: 'ImportError',
      message: 'libcudart.so.12: cannot open',
    });
    assert.deepEqual(packages.get('not_there')?.error?.module, 'not_there');
    assert.equal(torchError?.type, 'ModuleNotFoundError');
  });

  it('goes on behind packages that crash or hang Python, or print what looks like an answer', async () => {
    fake('crashes.py', 'import os\nos._exit(9)');
    fake('hangs.py', 'import threading\nthreading.Event().wait()');
    fake(
      'prints.py',
      'print("@@environment {broken", flush=True)\nprint("no end", end="")\n__version__ = "2"',
    );
    const { packages } = await ask({ crashes: 'c', hangs: 'h', prints: 'p' }, { stepSeconds: 2 });
    assert.deepEqual(
      [...packages].map(([name, { version, error }]) => `${name} ${version ?? error?.type}`),
      ['crashes Crashed', 'hangs Hung', 'prints 2'],
    );
  });

  it('says what it had no time for', async () => {
    fake('hangs.py', 'import threading\nthreading.Event().wait()');
    fake('later.py', '');
    const { packages } = await ask({ hangs: 'h', later: 'l' }, { seconds: 1 });
    assert.deepEqual(
      [...packages.values()].map(({ error }) => error?.type),
      ['Hung', 'NotAsked'],
    );
  });

  it('computes on each GPU, since one that torch has no kernels for is there as well', async () => {
    fake('torch.py', TORCH);
    const { torch, gpus } = await ask({ torch: 'torch' });
    assert.deepEqual(torch, { build: '12.8', cuda: true, mps: false });
    assert.deepEqual(
      gpus.map(({ name, bf16, freeBytes, error }) => [name, bf16, freeBytes, error?.type]),
      [
        ['Test GPU 0', true, 20 * 2 ** 30, undefined],
        ['Test GPU 1', false, undefined, 'RuntimeError'],
        ['GPU 2', false, undefined, 'Crashed'],
      ],
    );
  });

  it('hides the secrets of the environment in errors', async () => {
    fake('tells.py', 'raise ValueError("hub says: hf_secret1 is no token")');
    const { packages } = await ask({ tells: 't' }, { env: { HF_TOKEN: 'hf_secret1' } });
    assert.equal(packages.get('tells')?.error?.message, 'hub says: [hidden] is no token');
  });
});
