import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LogDocument } from '../../../../../src/core/downloads/log/logDocument';
import type { Mark } from '../../../../../src/core/downloads/log/marks';
import { Problem } from '../../../../../src/core/problem/problem';

const done = (id: number | string, path = `/x/${id}.jpeg`, size = 10): Mark => ({
  mark: 'success',
  id,
  type: 'image',
  path,
  size,
});
const version = (id: number, path: string, size: number, fileId?: number): Mark => ({
  mark: 'success',
  id,
  type: 'lora',
  path,
  size,
  ...(fileId !== undefined && { file_id: fileId }),
});
const failed = (
  id: number,
  reason = 'timeout',
  info: Record<string, unknown> = {},
  type = 'image',
): Mark => ({
  mark: 'failed',
  id,
  type,
  reason,
  info,
});

function written(text: string | undefined, ...marks: readonly Mark[]): string {
  const document = new LogDocument(text, 'u_download_log.json');
  for (const mark of marks) document.apply(mark);
  return document.toText();
}

const value = (text: string | undefined, ...marks: readonly Mark[]) =>
  JSON.parse(written(text, ...marks).replace(/^\ufeff/, '')) as unknown;

describe('the document of a download log', () => {
  it('is written as the first program wrote it', () => {
    assert.equal(
      written(undefined, done(7), failed(8, 'missing', { expected_file_path: '/x/8.jpeg' })),
      `{
  "success": [
    {
      "id": 7,
      "type": "image",
      "path": "/x/7.jpeg",
      "size": 10
    }
  ],
  "failed": [
    {
      "id": 8,
      "type": "image",
      "reason": "missing",
      "info": {
        "expected_file_path": "/x/8.jpeg"
      }
    }
  ]
}
`,
    );
  });

  it('takes a success out of the failures, and replaces path and size of one that is there', () => {
    assert.deepEqual(value(undefined, failed(1), failed(2), done(1), done(1, '/y/1.png', 11)), {
      success: [{ id: 1, type: 'image', path: '/y/1.png', size: 11 }],
      failed: [{ id: 2, type: 'image', reason: 'timeout', info: {} }],
    });
  });

  it('puts a failure in the place of the earlier one, at the end, and leaves what was done', () => {
    assert.deepEqual(value(undefined, done(1), failed(1), failed(2), failed(1, 'corrupted')), {
      success: [{ id: 1, type: 'image', path: '/x/1.jpeg', size: 10 }],
      failed: [
        { id: 2, type: 'image', reason: 'timeout', info: {} },
        { id: 1, type: 'image', reason: 'corrupted', info: {} },
      ],
    });
  });

  it('tells images and versions of one id apart', () => {
    const document = new LogDocument(written(undefined, done(1), failed(1, 'timeout', {}, 'lora')), 'log');
    assert.equal(document.successOf(1, 'image')?.path, '/x/1.jpeg');
    assert.equal(document.successOf(1, 'lora'), undefined);
    assert.equal(document.failureOf(1, 'lora')?.reason, 'timeout');
    assert.equal(document.failureOf(1, 'image'), undefined);
  });

  it('has one entry for a version, with its further files in it', () => {
    const marks = [
      version(5, '/m/a.safetensors', 1, 50),
      version(5, '/m/b.safetensors', 2, 51),
      version(5, '/m/c.safetensors', 3, 51),
      version(5, '/m/d.safetensors', 4, 50),
    ];
    assert.deepEqual(value(undefined, ...marks), {
      success: [
        {
          id: 5,
          type: 'lora',
          path: '/m/d.safetensors',
          size: 4,
          file_id: 50,
          files: [{ file_id: 51, path: '/m/c.safetensors', size: 3 }],
        },
      ],
      failed: [],
    });
  });

  it('keeps the file of an old entry when another file of its version comes', () => {
    const old = '{"success":[{"id":5,"type":"lora","path":"/m/a.safetensors","size":1}],"failed":[]}';
    assert.equal(
      written(old, version(5, '/m/b.safetensors', 2, 51)),
      '{"success":[{"id":5,"type":"lora","path":"/m/a.safetensors","size":1,"files":[{"file_id":51,"path":"/m/b.safetensors","size":2}]}],"failed":[]}',
    );
    const document = new LogDocument(written(old, version(5, '/m/a.safetensors', 1, 50)), 'log');
    assert.equal(document.successOf(5, 'lora')?.fileId, 50);
  });

  it('forgets the failure of a file, not of the other one of its version', () => {
    const document = new LogDocument(undefined, 'log');
    for (const mark of [
      failed(5, 'timeout', { file_id: 50 }, 'lora'),
      failed(5, 'corrupted', { file_id: 51 }, 'lora'),
    ])
      document.apply(mark);
    document.apply(version(5, '/m/a.safetensors', 1, 50));
    assert.deepEqual(
      [...document.allFailures()].map(({ reason }) => reason),
      ['corrupted'],
    );
    document.apply(version(5, '/m/b.safetensors', 1));
    assert.deepEqual([...document.allFailures()], []);
  });

  it('keeps byte for byte what no mark changes', () => {
    const text =
      '\ufeff{\r\n\t"of_another": {"n": 12345678901234567890, "m": 7.0},\r\n\t"failed": [\r\n\t\t{"id": 3, "type": "image", "reason": "meta_failed", "info": {"x": 1.50}},\r\n\t\tnull, "odd"\r\n\t],\r\n\t"success": [\r\n\t\t{"size": 1.0, "path": "E:\\\\CivitAI\\\\1.jpeg", "type": "image", "id": 1, "mine": [1.0]},\r\n\t\t{"id": 2, "type": "image", "path": "/2", "size": 2}\r\n\t]\r\n}\r\n';
    assert.equal(written(text), text);
    assert.equal(written(text, done(2, '/2', 2)), text, 'known already');
    assert.equal(
      written(text, done(2, '/zwei', 3), done(4, '/ä', 4)),
      text
        .replace('"path": "/2", "size": 2}', '"path": "/zwei", "size": 3},\r\n\t\t{"id": 4, "type": "image", "path": "/\\u00e4", "size": 4}'), // prettier-ignore
    );
    assert.equal(
      written(text, done(3, '/3')),
      text
        .replace('{"id": 3, "type": "image", "reason": "meta_failed", "info": {"x": 1.50}},\r\n\t\t', '')
        .replace('"size": 2}', '"size": 2},\r\n\t\t{"id": 3, "type": "image", "path": "/3", "size": 10}'),
    );
  });

  for (const [style, text, expected] of [
    ['Python’s json.dump', '{"success": [], "failed": []}', '{"success": [{"id": 1, "type": "image", "path": "/x/1.jpeg", "size": 10}], "failed": []}'],
    ['the closest', '{"success":[],"failed":[]}', '{"success":[{"id":1,"type":"image","path":"/x/1.jpeg","size":10}],"failed":[]}'],
    ['four spaces', '{\n    "success": [],\n    "failed": []\n}', '{\n    "success": [\n        {\n            "id": 1,\n            "type": "image",\n            "path": "/x/1.jpeg",\n            "size": 10\n        }\n    ],\n    "failed": []\n}'],
    ['nothing yet', '{}', '{\n  "success": [\n    {\n      "id": 1,\n      "type": "image",\n      "path": "/x/1.jpeg",\n      "size": 10\n    }\n  ],\n  "failed": []\n}'],
  ] as const) // prettier-ignore
    it(`goes on in the style of ${style}`, () => assert.equal(written(text, done(1)), expected.replace(/^\{\n {2}"s/, '{\n  "s'))); // prettier-ignore

  it('writes an empty list when the last failure is gone', () => {
    assert.deepEqual(value(written(undefined, failed(1)), done(1)), {
      success: [{ id: 1, type: 'image', path: '/x/1.jpeg', size: 10 }],
      failed: [],
    });
  });

  it('reads the records of old programs, and leaves them', () => {
    const old =
      '{"lora": [11, "12", {"id": 13, "path": "/m/13.safetensors"}], "images": [21, "C:\\\\x y\\\\22.jpeg", "23", null, "cat.png"]}';
    const document = new LogDocument(old, 'log');
    for (const id of [11, 12, 13]) assert.ok(document.successOf(id, 'lora'), String(id));
    for (const id of [21, 22, 23]) assert.ok(document.successOf(id, 'image'), String(id));
    assert.equal(document.successOf(11, 'image'), undefined);
    assert.equal([...document.allSuccesses()].length, 6);
    assert.equal(document.successOf(13, 'lora')?.path, '/m/13.safetensors');
    const after = value(old, done(21, '/21.png', 1)) as Record<string, unknown>;
    assert.deepEqual(Object.keys(after), ['lora', 'images', 'success', 'failed']);
    assert.deepEqual(after.success, [{ id: 21, type: 'image', path: '/21.png', size: 1 }]);
    const within = new LogDocument('{"downloaded_records": {"lora": [11], "images": []}}', 'log');
    assert.ok(within.successOf(11, 'lora'));
  });

  it('finds ids that were written as text, and images without id by their UUID', () => {
    const uuid = '0A0B0C0D-1111-2222-3333-444455556666';
    const text = `{"success":[{"id":"9","type":"image","path":"/9","size":1},{"id":"${uuid}","type":"image","path":"/u","size":1}],"failed":[]}`;
    const document = new LogDocument(text, 'log');
    assert.equal(document.successOf(9, 'image')?.path, '/9');
    assert.equal(document.successOf(uuid.toLowerCase(), 'image')?.path, '/u');
  });

  it('takes the first of two entries, as the first program does', () => {
    const text =
      '{"success":[{"id":1,"type":"image","path":"/a","size":1},{"id":1,"type":"image","path":"/b","size":1}],"failed":[]}';
    assert.equal(new LogDocument(text, 'log').successOf(1, 'image')?.path, '/a');
    assert.equal(written(text, done(1, '/c', 1)), text.replace('/a', '/c'));
  });

  for (const [what, text] of [
    ['a cut', '{"success": [{"id": 1, "type"'],
    ['nothing', ''],
    ['a list', '[]'],
    ['a list that is none', '{"success": {}, "failed": []}'],
    ['a list that is null', '{"success": [], "failed": null}'],
  ] as const)
    it(`refuses ${what}`, () => {
      assert.throws(
        () => new LogDocument(text, 'log'),
        (error) => error instanceof Problem && error.code === 'not_json',
      );
    });

  it('is the same when marks are applied again, as after a crash', () => {
    const marks = [
      failed(1),
      done(1),
      failed(2),
      failed(3, 'x', { a: 1 }),
      failed(1),
      version(5, '/a', 1, 1),
      version(5, '/b', 1, 2),
    ];
    const once = written(undefined, ...marks);
    assert.equal(written(once, ...marks), once);
  });
});
