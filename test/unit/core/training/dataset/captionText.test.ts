import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Caption } from '../../../../../src/core/training/dataset/caption';
import { captionFor, hasWord } from '../../../../../src/core/training/dataset/captionText';
import { subsetsOf } from '../../../../../src/core/training/dataset/subsets';
import type { TrainingFile } from '../../../../../src/core/training/job/trainingFile';
import { TRAINING } from './datasetFolder';

const caption = (...lines: string[]): Caption => ({ name: 'a.txt', lines, more: 0, mark: false });
const subset = (training: Partial<TrainingFile> = {}) =>
  subsetsOf({ ...TRAINING, ...training }, (text) => text, '.txt')[0]!;

describe('captionFor', () => {
  for (const [text, expected, training] of [
    ['a photo', 'ohwx person, a photo'],
    ['ohwx person, a photo', 'ohwx person, a photo'],
    ['a photo of OHWX', 'a photo of OHWX'],
    ['ohwxen', 'ohwx person, ohwxen'],
    ['person, standing', 'ohwx person, standing'],
    ['personal things', 'ohwx person, personal things'],
    [undefined, 'ohwx person'],
    [undefined, 'ohwx Sera Vael', { character: 'Sera  Vael' }],
    [undefined, 'ohwx hero', { class: undefined }],
    [undefined, 'ohwx person', { trigger: 'ohwx person' }],
    ['a photo', 'a photo', { captions: 'keep' }],
    [undefined, 'ohwx person', { captions: 'keep' }],
    ['a photo', 'ohwx person', { captions: 'trigger' }],
    ['a photo', 'a photo', { trigger: undefined }],
    ['a man', 'a man', { pictures: undefined, subsets: [{ folder: 'reg', regularization: true }] }],
    [
      undefined,
      'man',
      { pictures: undefined, subsets: [{ folder: 'reg', regularization: true, class: 'man' }] },
    ],
    ['x', 'sks cat, x', { pictures: undefined, subsets: [{ folder: 'b', trigger: 'sks', class: 'cat' }] }],
  ] as readonly (readonly [string | undefined, string, Partial<TrainingFile>?])[])
    it(`makes “${expected}” of ${text === undefined ? 'nothing' : `“${text}”`} with ${JSON.stringify(training ?? {})}`, () => {
      assert.equal(captionFor(subset(training), text === undefined ? undefined : caption(text)), expected);
    });

  it('mends each line where each is a variant', () => {
    assert.equal(captionFor(subset(), caption('one', 'ohwx two')), 'ohwx person, one\nohwx two');
  });

  it('never puts the trigger in twice', () => {
    fc.assert(
      fc.property(fc.string(), fc.stringMatching(/^[a-z]{1,6}( [a-z]{1,4})?$/), (text, trigger) => {
        const mended = captionFor(subset({ trigger }), caption(text));
        assert.ok(hasWord(mended, trigger));
        assert.equal(captionFor(subset({ trigger }), caption(mended)), mended);
      }),
    );
  });
});

describe('hasWord', () => {
  for (const [text, word, expected] of [
    ['ohwx_person', 'ohwx', true],
    ['(ohwx:1.2)', 'ohwx', true],
    ['ohwx2', 'ohwx', false],
    ['éohwx', 'ohwx', false],
    ['ohwxen ohwx', 'ohwx', true],
    ['a sks  dog', 'sks dog', true],
    ['', 'ohwx', false],
    ['aaa', 'aa', false],
  ] as const)
    it(`${expected ? 'finds' : 'does not find'} “${word}” in “${text}”`, () => {
      assert.equal(hasWord(text, word), expected);
    });
});
