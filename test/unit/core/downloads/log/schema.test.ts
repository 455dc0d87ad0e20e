import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, it } from 'mocha';
import { DownloadLog } from '../../../../../src/core/downloads/log/downloadLog';
import { logPath } from '../../../../../src/core/downloads/log/logPlace';
import { failureInfo, failureReason, REASONS } from '../../../../../src/core/downloads/log/reasons';
import { notFound } from '../../../../../src/core/net/failures';
import { tempFolder } from '../../../support/tempFolder';

const text = (path: string) => readFileSync(path, 'utf8');
const schema = JSON.parse(text('schemas/downloadLog.schema.json')) as object;
const isLog = new Ajv({ validateFormats: false, allowUnionTypes: true }).compile(schema);

describe('the schema of download logs', () => {
  const folder = tempFolder();

  it('takes what is written', async () => {
    const log = await DownloadLog.openOf(folder.path, 'aria');
    await log.markSuccess({ id: 5, type: 'lora', path: resolve('/m/a.safetensors'), size: 1, fileId: 50 });
    await log.markSuccess({ id: 5, type: 'lora', path: resolve('/m/b.safetensors'), size: 2, fileId: 51 });
    const [problem, place] = [notFound('civitai.com'), { path: '/x/1.jpeg', url: 'https://civitai.com/1' }];
    await log.markFailed(1, 'image', failureReason(problem) ?? '', failureInfo(problem, place, new Date(0)));
    await log.save();
    assert.ok(isLog(JSON.parse(text(log.path))), JSON.stringify(isLog.errors));
  });

  it('takes logs of other programs, and refuses what is no log', () => {
    assert.ok(isLog({ lora: [1], images: ['2.jpeg'], mine: 1 }));
    assert.ok(isLog({ success: [], failed: [{ id: 1, type: 'video', reason: 'meta_failed', info: { x: 1 } }] })); // prettier-ignore
    for (const wrong of [
      [],
      { success: {} },
      { success: [{ id: 1 }] },
      { failed: [{ id: 1, type: 'image' }] },
    ])
      assert.ok(!isLog(wrong), JSON.stringify(wrong));
  });

  it('knows the reasons, and is for files of that name', async () => {
    for (const reason of REASONS) assert.ok(JSON.stringify(schema).includes(`\`${reason}\``), reason);
    const { contributes } = JSON.parse(text('package.json')) as {
      contributes: { jsonValidation: { fileMatch: string[]; url: string }[] };
    };
    const name = basename(await logPath(join(folder.path, 'logs'), 'aria'));
    const [found] = contributes.jsonValidation.filter(({ fileMatch }) => fileMatch.some((each) => name.endsWith(each.replace('*', '')))); // prettier-ignore
    assert.equal(found?.url, './schemas/downloadLog.schema.json');
  });
});
