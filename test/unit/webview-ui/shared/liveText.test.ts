import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { setLiveText } from '../../../../webview-ui/shared/liveText';

describe('a live region', () => {
  it('is written only where its text changes, since each writing is spoken', () => {
    const written: string[] = [];
    const region = {
      get textContent() {
        return written.at(-1) ?? '';
      },
      set textContent(text: string) {
        written.push(text);
      },
    };
    for (const text of ['', '2 selected', '2 selected', '3 selected', '']) setLiveText(region, text);
    assert.deepEqual(written, ['2 selected', '3 selected', '']);
  });
});
