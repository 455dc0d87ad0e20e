import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { describe, it } from 'mocha';
import type { PlacedFinding } from '../../../../../src/core/training/job/readTraining';
import { FoundProblems } from '../../../../../src/ui/training/check/foundProblems';

const folder = resolve('/work');
const path = join(folder, 'a.training.toml');
const finding = (code: string, file?: string): PlacedFinding => ({
  level: 'error',
  code,
  ...(file === undefined ? {} : { file }),
  message: code,
  fix: '',
});

describe('what is known of training files', () => {
  const codes = (problems: FoundProblems) =>
    [...problems.byFile()].map(([file, found]) => [file, ...found.map(({ code }) => code)]);

  it('is what the text of an open file says now, until it is closed', () => {
    const problems = new FoundProblems();
    problems.setLive(path, [finding('one')]);
    problems.setLive(path, [finding('two', path)]);
    assert.deepEqual(codes(problems), [[path, 'two']]);
    problems.close(path);
    assert.deepEqual(codes(problems), []);
  });

  it('keeps what a check found besides while the text changes, and forgets what was corrected', () => {
    const problems = new FoundProblems();
    problems.setLive(path, [finding('typo')]);
    problems.setChecked(path, { ofFile: [finding('typo')], beyond: [finding('few')], environment: [] });
    assert.deepEqual(codes(problems), [[path, 'typo', 'few']]);
    problems.setLive(path, []);
    assert.deepEqual(codes(problems), [[path, 'few']]);
    problems.setChecked(path, { ofFile: [], beyond: [], environment: [] });
    assert.deepEqual(codes(problems), []);
  });

  it('keeps what a check found of a file that is not open, and what was last said of one that is closed', () => {
    const problems = new FoundProblems();
    problems.setChecked(path, { ofFile: [finding('typo')], beyond: [], environment: [] });
    assert.deepEqual(codes(problems), [[path, 'typo']]);
    problems.setLive(path, [finding('other')]);
    assert.deepEqual(codes(problems), [[path, 'other']]);
    problems.close(path);
    assert.deepEqual(codes(problems), [[path, 'other']]);
  });

  it('is shown at the pictures that it is about, relative ones from the training file', () => {
    const problems = new FoundProblems();
    problems.setChecked(path, {
      ofFile: [],
      beyond: [
        finding('broken', join('pictures', '1.png')),
        finding('rotated', join(folder, 'pictures', '1.png')),
      ],
      environment: [],
    });
    assert.deepEqual(codes(problems), [[join(folder, 'pictures', '1.png'), 'broken', 'rotated']]);
  });
});
