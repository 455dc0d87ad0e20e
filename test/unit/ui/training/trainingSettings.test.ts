import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it } from 'mocha';
import { trainingSettings } from '../../../../src/ui/training/trainingSettings';
import { written } from '../../support/trainingUi';

const folder = resolve('/work');
const variables = { workspaceFolder: folder, home: resolve('/home/u'), env: { KOHYA: resolve('/opt/k') } };

describe('the settings of trainings', () => {
  it('have absolute paths, and nothing where nothing is set', () => {
    assert.deepEqual(trainingSettings(written(), variables, 'linux'), {
      python: 'python3',
      scriptPath: resolve('/home/u/kohya_ss/train_network.py'),

      launchPrefix: [],
      docker: { image: 'ghcr.io/kohya-ss/sd-scripts:latest', kohyaRoot: '/opt/kohya_ss' },
      baseModels: {},
      minimumPictures: 8,
    });
  });

  it('take the Python that each system has', () => {
    assert.equal(trainingSettings(written(), variables, 'win32').python, 'python');
  });

  it('expand programs that are paths, and leave names that are looked up', () => {
    const { python, accelerateBin, tagger } = trainingSettings(
      written({ pythonPath: '$KOHYA/venv/bin/python', accelerateBin: 'accelerate', tagger: ['~/tag', '-x'] }),
      variables,
    );
    assert.equal(python, resolve('/opt/k/venv/bin/python'));
    assert.equal(accelerateBin, 'accelerate');
    assert.deepEqual(tagger, [resolve('/home/u/tag'), '-x']);
    assert.equal(trainingSettings(written({ pythonPath: 'python3.12' }), variables).python, 'python3.12');
  });

  it('expand folders and base models, relative ones from the workspace folder', () => {
    const { loraDir, jobsDir, baseModels } = trainingSettings(
      written({ loraDir: 'loras', jobsDir: '${env:KOHYA}/jobs', baseModels: { sd15: '~/a.safetensors' } }),
      variables,
    );
    assert.equal(loraDir, resolve(folder, 'loras'));
    assert.equal(jobsDir, resolve('/opt/k/jobs'));
    assert.deepEqual(baseModels, { sd15: resolve('/home/u/a.safetensors') });
  });

  it('keep a path as it is written where its variable is not set', () => {
    assert.equal(
      trainingSettings(written({ scriptPath: '${NONE}/a.py' }), variables).scriptPath,
      '${NONE}/a.py',
    );
  });
});
