import assert from 'node:assert/strict';
import { markdownText } from '../../../../src/core/text/markdownText';
import { noticeText } from '../../../../src/core/text/noticeText';
import { visible, visibleLines } from '../../../../src/core/text/visible';

describe('visible', () => {
  it('leaves words of any language alone', () => {
    const words = 'ночь 夜 لیل 👩🏽‍🚀 é (v1.0) <lora:a:1>';
    assert.equal(visible(words), words);
  });

  it('shows what would steer a terminal, forge a row or turn a name round', () => {
    assert.equal(visible('a\u001b[8mb'), 'a\\u001b[8mb');
    assert.equal(visible('a\nb\r\tc\u2028d'), 'a\\u000ab\\u000d\\u0009c\\u2028d');
    assert.equal(visible('model\u202esrotesnefas.exe'), 'model\\u202esrotesnefas.exe');
    assert.equal(visible('\u2066a\u2069\u200f\u061c'), '\\u2066a\\u2069\\u200f\\u061c');
  });

  it('keeps the lines of a text of several', () => {
    assert.equal(visibleLines('a\u202eb\nc\td\u0007'), 'a\\u202eb\nc\td\\u0007');
  });

  it('holds in hovers and in notifications', () => {
    assert.equal(markdownText('model\u202etxt'), 'model\\\\u202etxt');
    assert.equal(noticeText('model\u202etxt'), 'model\\u202etxt');
  });
});
