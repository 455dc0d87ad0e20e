import assert from 'node:assert/strict';
import { parseModelVersion } from '../../../../src/core/civitai/schemas';
import {
  downloadUrls,
  fileBytes,
  fileInfo,
  findFileByHash,
  primaryFile,
} from '../../../../src/core/civitai/versionFiles';
import { silentLog } from '../../../../src/core/log';

const parse = (value: unknown) => parseModelVersion(value) ?? assert.fail('not a version');
// S1-50
const TEST_MODEL = {
  id: 12345,
  modelId: 67890,
  name: 'Test Model',
  files: [{ type: 'Model', primary: true, downloadUrl: 'https://test.com' }],
};

describe('files of a version', () => {
  it('finds a file by any of its hashes, in any case', () => {
    const version = parse({
      files: [
        { id: 1, primary: true, type: 'Model', hashes: { SHA256: 'AA', AutoV3: 'BB' } },
        { id: 2, hashes: { CRC32: '85114A0D' } },
      ],
    });
    assert.equal(findFileByHash(version, 'bb')?.id, 1);
    assert.equal(findFileByHash(version, '85114a0d')?.id, 2);
  });

  it('gives no other file for one that is not there', () => {
    assert.equal(findFileByHash(parse(TEST_MODEL), 'aa'), undefined);
    assert.equal(findFileByHash(parse({}), 'aa'), undefined);
  });

  it('gives only a marked model as the primary file', () => {
    assert.equal(
      primaryFile(parse({ files: [{ type: 'Model' }, { type: 'VAE', primary: true }] })),
      undefined,
    );
    assert.equal(
      primaryFile(
        parse({
          files: [
            { type: 'VAE', primary: true },
            { id: 3, type: 'Model', primary: true },
          ],
        }),
      )?.id,
      3,
    );
  });

  it('knows the size to the byte', () => {
    assert.equal(fileBytes({ sizeKB: 223128.4365234375 }), 228483519);
    assert.equal(fileBytes({}), undefined);
    assert.equal(fileBytes({ sizeKB: -1 }), undefined);
  });

  it('lists the addresses: the own one first, then mirrors that still exist', () => {
    const lines: string[] = [];
    const version = {
      files: [
        { type: 'VAE', primary: true, downloadUrl: 'https://vae.example' },
        { type: 'Model', downloadUrl: 'https://second.example' },
        {
          type: 'Model',
          primary: true,
          downloadUrl: 'https://own.example/a',
          mirrors: [
            { url: 'https://gone.example', deletedAt: '2024-01-01' },
            { url: 'https://mirror.example/b', deletedAt: null },
            { deletedAt: null },
            null,
          ],
        },
      ],
    };
    const urls = downloadUrls(version, { ...silentLog, info: (line) => lines.push(line) });
    assert.deepEqual(urls, ['https://own.example/a', 'https://mirror.example/b']);
    assert.deepEqual(lines, ['Extracted 2 download URLs']);
  });

  it('lists the one address of the test vector', () => {
    assert.deepEqual(downloadUrls(TEST_MODEL), ['https://test.com']);
    assert.equal(parse(TEST_MODEL).name, 'Test Model');
  });

  it('says so when there is nothing to list from', () => {
    const lines: string[] = [];
    assert.deepEqual(downloadUrls(null, { ...silentLog, error: (line) => lines.push(line) }), []);
    assert.match(lines[0] ?? '', /^Error extracting download URLs: /);
  });

  it('keeps no token and nothing that is not on the web, and mends the host of old answers', () => {
    const files = [
      'https://civitai.com/api/download/models/1?fileId=2&token=SECRET',
      'https://undefined/api/download/models/1',
      'file:///etc/passwd',
      'not an address',
    ].map((downloadUrl) => ({ type: 'Model', primary: true, downloadUrl }));
    assert.deepEqual(downloadUrls({ files }), [
      'https://civitai.com/api/download/models/1?fileId=2',
      'https://civitai.com/api/download/models/1',
    ]);
  });

  it('tells id, name, size and address of the primary file', () => {
    const file = { id: 7, name: 'a.safetensors', sizeKB: 1.5, downloadUrl: 'https://a.example/x' };
    assert.deepEqual(
      fileInfo(parse({ files: [{ ...file, type: 'Model', primary: true, hashes: {} }] })),
      file,
    );
    assert.equal(fileInfo(parse({ files: [file] })), undefined);
  });
});
