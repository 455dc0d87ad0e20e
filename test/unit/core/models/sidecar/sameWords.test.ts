import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { saysTheSame } from '../../../../../src/core/models/sidecar/sameWords';

const HTML =
  '<h3>Foo &amp; Bar</h3><p>A style of <strong>ink &quot;drawings&quot;</strong>,&nbsp;trained on 120 pictures.</p>' +
  '<ul><li><p>Use &lt;lora:foo:0.8&gt;</p></li><li><p>Caf&#233; &#x2014; naïve 日本語 🎨</p></li></ul>' +
  `<p><a target="_blank" href="https://example.com/${'x'.repeat(80)}">More of it</a></p>` +
  `<p>${'It works with every checkpoint, but best with soft ones. '.repeat(20)}</p>`;
const TEXT = `Foo & Bar\n\nA style of ink "drawings", trained on 120 pictures.\n\n• Use <lora:foo:0.8>\n• Café — naïve 日本語 🎨\n\nMore of it\n\n${'It works with every checkpoint, but best with soft ones. '.repeat(20).trim()}`;

describe('a description says what Civitai’s says', () => {
  for (const [title, text] of [
    ['as it is', HTML],
    ['as text', TEXT],
    ['as text in one line', TEXT.replace(/\s+/g, ' ')],
    ['with Windows line ends', TEXT.replaceAll('\n', '\r\n')],
    ['with decomposed accents', TEXT.normalize('NFD')],
    ['with spaces around', `\n  ${HTML} \n`],
    ['cut at 500', HTML.slice(0, 500)],
    ['cut at 500, marked', `${HTML.slice(0, 500)}…`],
    ['cut at 500 with the dots', `${HTML.slice(0, 497)}...`],
    ['as text cut at 500', TEXT.slice(0, 500)],
    ['as text cut at 500, marked', `${TEXT.slice(0, 500)} …`],
    ['as text cut within a word', TEXT.slice(0, 503)],
    ...[213, 231, 297, 305, 320, 377].map(
      (at) => [`cut within a tag or an entity, at ${at}`, HTML.slice(0, at)] as const,
    ),
    ['cut short, and marked', 'Foo & Bar. A style of ink…'],
  ] as const) {
    it(title, () => assert.equal(saysTheSame('description', text, HTML), true));
  }
});

describe('a description is the user’s own', () => {
  for (const [title, text] of [
    ['where it goes on', `${TEXT} And mine.`],
    ['where it only begins like it', 'Foo & Bar'],
    [
      'where it begins like it and goes on otherwise',
      `${TEXT.slice(0, 300)} but I say otherwise, and at some length.`,
    ],
    ['where it says something else', 'mine'],
    ['where it is an ellipsis', '…'],
    ['where it has a word less', TEXT.replace('120', '')],
  ] as const) {
    it(title, () => assert.equal(saysTheSame('description', text, HTML), false));
  }
});

describe('words say the same', () => {
  for (const [mine, theirs, same] of [
    [['foo', 'bar'], ['bar', 'foo'], true],
    [['foo, bar'], ['foo', 'bar'], true],
    [['foo', 'bar'], ['foo, bar,'], true],
    [[' Foo  style '], ['foo style'], true],
    [['foo', 'foo', 'bar'], ['foo', 'bar'], true],
    [['foo; bar || baz'], ['foo', 'bar', 'baz'], true],
    [['cafe\u0301'], ['café'], true],
    [['foo'], ['foo', 'bar'], false],
    [['foo', 'bar', 'mine'], ['foo', 'bar'], false],
    [[], [], false],
    [[','], [' '], false],
  ] as const) {
    it(`${JSON.stringify(mine)} and ${JSON.stringify(theirs)}: ${same}`, () => {
      assert.equal(saysTheSame('trigger_words', [...mine], [...theirs]), same);
    });
  }

  for (const [mine, theirs, same] of [
    ['SDXL', 'SDXL 1.0', true],
    ['sd_v1', 'SD 1.5', true],
    ['pony', 'Pony', true],
    ['illustriousXL', 'Illustrious', true],
    ['SDXL 1.0', 'Pony', false],
    ['mine', 'Pony', false],
  ] as const) {
    it(`base model ${mine} and ${theirs}: ${same}`, () => {
      assert.equal(saysTheSame('base_model', mine, theirs), same);
    });
  }

  it('not where either says nothing', () => {
    assert.equal(saysTheSame('description', undefined, undefined), false);
    assert.equal(saysTheSame('notes', 'x', undefined), false);
  });
});
