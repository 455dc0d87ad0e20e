import * as l10n from '@vscode/l10n';
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Phase, Progress } from '../../../../src/core/progress/progress';
import { progressText } from '../../../../src/core/progress/progressText';

const WITHOUT_RATE: Progress = {
  phase: 'hashing',
  percent: 16,
  files: { done: 1234, total: 10_000 },
  bytes: { done: 3.2e9, total: 45e9 },
  requests: 45,
};
const PROGRESS: Progress = { ...WITHOUT_RATE, perSecond: 812e6, secondsLeft: 51.5 };

describe('progressText', () => {
  it('says files, bytes, rate, time left and requests', () => {
    assert.equal(
      progressText(PROGRESS),
      'Hashing · 1,234 of 10,000 files · 3.2 GB of 45.0 GB · 812 MB/s · 60 s left · 45 requests',
    );
  });

  it('leaves out what is not known', () => {
    assert.equal(
      progressText({ ...WITHOUT_RATE, requests: 1 }),
      'Hashing · 1,234 of 10,000 files · 3.2 GB of 45.0 GB · 1 request',
    );
    const bytes = { done: 0, total: 0 };
    assert.equal(
      progressText({ ...WITHOUT_RATE, phase: 'asking', bytes }),
      'Asking Civitai · 1,234 of 10,000 files · 45 requests',
    );
    assert.equal(progressText({ phase: 'finding', percent: 0 }), 'Looking for prompt files');
    const files = { done: 0, total: 0 };
    assert.equal(progressText({ phase: 'reading', percent: 0, files }), 'Reading');
  });

  it('says the rate of files where no bytes are counted', () => {
    const files = { done: 40, total: 1_000 };
    const progress = { phase: 'reading', percent: 4, files, secondsLeft: 96 } as const;
    assert.equal(
      progressText({ ...progress, perSecond: 1234.5 }),
      'Reading · 40 of 1,000 files · 1,235 files/s · 2 min left',
    );
    assert.equal(progressText({ ...progress, perSecond: 0.4 }), 'Reading · 40 of 1,000 files · 2 min left');
  });

  it('is translated with its numbers in place', () => {
    l10n.config({ contents: { '{0} of {1} files': 'von {1} Dateien {0}' } });
    try {
      assert.match(progressText(PROGRESS), /^Hashing · von 10,000 Dateien 1,234 · /);
    } finally {
      l10n.config({ contents: {} });
    }
  });

  const phases: Record<Phase, string> = {
    headers: 'Reading headers',
    asking: 'Asking Civitai',
    hashing: 'Hashing',
    previews: 'Downloading previews',
    finding: 'Looking for prompt files',
    reading: 'Reading',
    writing: 'Writing',
    checking: 'Comparing the tensors',
    loading: 'Loading the packages of the trainer',
    renaming: 'Renaming',
    restoring: 'Restoring',
  };
  for (const [phase, text] of Object.entries(phases)) {
    it(`${phase} → ${text}`, () => assert.equal(progressText({ phase: phase as Phase, percent: 0 }), text));
  }
});
