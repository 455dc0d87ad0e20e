import assert from 'node:assert/strict';
import { choosePreviews, previewUrl } from '../../../../../src/core/models/previews/choosePreview';

const base = 'https://image.civitai.com/account/uuid';

describe('the preview of a version', () => {
  const pg = { url: `${base}/original=true/1.jpeg`, type: 'image', nsfwLevel: 1 };
  const adult = { url: `${base}/original=true/2.jpeg`, type: 'image', nsfwLevel: 8 };
  const unrated = { url: `${base}/original=true/3.jpeg`, type: 'image', nsfwLevel: 0 };
  const video = { url: `${base}/original=true/4.mp4`, type: 'video', nsfwLevel: 1 };

  it('is the first picture that the user wants to see', () => {
    assert.equal(choosePreviews({ images: [adult, pg] }, 2)[0], pg);
    assert.equal(choosePreviews({ images: [adult, pg] }, 8)[0], adult);
  });

  it('is none where all are above the level, and an unrated one is above every level', () => {
    assert.equal(choosePreviews({ images: [adult, unrated] }, 2)[0], undefined);
    assert.equal(choosePreviews({ images: [unrated] }, 16)[0], undefined);
    assert.equal(choosePreviews({}, 16)[0], undefined);
  });

  it('is a video only where there is no picture', () => {
    assert.equal(choosePreviews({ images: [video, pg] }, 2)[0], pg);
    assert.equal(choosePreviews({ images: [video] }, 2)[0], video);
  });

  it('is asked for in a small size, a video as a still frame', () => {
    assert.equal(previewUrl(pg), `${base}/width=450/1.jpeg`);
    assert.equal(previewUrl(video), `${base}/anim=false,transcode=true,width=450/4.jpeg`);
    assert.equal(previewUrl({ url: 'https://example.com/a.png' }), 'https://example.com/a.png');
  });
});
