import assert from 'node:assert/strict';
import { noticeText } from '../../../../src/core/text/noticeText';

describe('noticeText', () => {
  it('leaves words alone', () => assert.equal(noticeText('ink [v2] (test)'), 'ink [v2] (test)'));

  it('leaves no link of a notification', () => {
    // How the editor finds them (linkedText.ts of VS Code).
    const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
    const text = 'Fetched [ink](command:workbench.action.quit) and [x](https://example.com "x")';
    assert.match(text, link);
    assert.doesNotMatch(noticeText(text), link);
  });
});
