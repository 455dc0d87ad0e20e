import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FetchFile } from '../../../../src/core/images/imageSaver';
import { posterUrl, savePoster } from '../../../../src/core/images/poster';
import { thumbnailPath } from '../../../../src/core/images/thumbnail';
import { JPEG } from '../../../civitai/pictures';
import { tempFolder } from '../../support/tempFolder';

const VIDEO = 'https://image.civitai.com/xG1/00000000-0000-4000-8000-000000000003/original=true/3.mp4';

describe('the poster of a video', () => {
  const folder = tempFolder();

  it('is a still frame of it, by its address', () => {
    const frame = 'https://image.civitai.com/xG1/00000000-0000-4000-8000-000000000003/anim=false,transcode=true,width=450/3.jpeg'; // prettier-ignore
    assert.equal(posterUrl(VIDEO), frame);
    assert.equal(posterUrl(VIDEO.replace('.mp4', '.jpeg')), frame, 'videos are also called so');
    assert.equal(posterUrl('https://example.org/3.mp4'), undefined);
  });

  const fetchOf =
    (bytes: Uint8Array): FetchFile =>
    async (_, target, { place }) => {
      const path = `${target}.part`;
      writeFileSync(path, bytes);
      await place({ path, bytes: bytes.length, sha256: '', head: bytes });
    };

  it('is in the place of its thumbnail, and only where a picture came', async () => {
    const video = join(folder.path, '3.mp4');
    assert.equal(await savePoster(video, VIDEO, fetchOf(Buffer.from('<html>'))), undefined);
    assert.ok(!existsSync(thumbnailPath(video)));
    assert.equal(await savePoster(video, VIDEO, fetchOf(JPEG)), thumbnailPath(video));
    assert.deepEqual(readFileSync(thumbnailPath(video)), Buffer.from(JPEG));
  });
});
