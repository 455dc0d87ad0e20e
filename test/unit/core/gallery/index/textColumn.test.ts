import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextColumn } from '../../../../../src/core/gallery/index/textColumn';

describe('TextColumn', () => {
  const found = (column: TextColumn, needle: string, count: number) => {
    const marks = new Uint8Array(count);
    column.find(Buffer.from(needle), marks);
    return [...marks].flatMap((mark, id) => (mark === 1 ? [id] : []));
  };

  it('finds what a search through each text finds, also after some were replaced', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '猫'), maxLength: 5 });
    const sets = fc.array(fc.tuple(fc.nat(6), letters), { maxLength: 30 });
    fc.assert(
      fc.property(sets, letters, (texts, needle) => {
        fc.pre(needle !== '');
        const column = new TextColumn();
        const plain = new Map<number, string>();
        for (const [id, text] of texts) {
          column.set(id, Buffer.from(text));
          plain.set(id, text);
        }
        const wanted = [...plain].flatMap(([id, text]) => (text.includes(needle) ? [id] : []));
        assert.deepEqual(found(column, needle, 7), wanted.sort());
        for (const [id, text] of plain) assert.equal(column.get(id).toString(), text);
      }),
    );
  });

  it('holds more than fits into one block, and finds nothing across two texts', () => {
    const column = new TextColumn();
    const text = (id: number) => `${'x'.repeat(100_000)} no ${id}.`;
    for (let id = 0; id < 40; id++) column.set(id, Buffer.from(text(id)));
    for (const id of [0, 9, 10, 39]) assert.equal(column.get(id).toString(), text(id));
    assert.deepEqual(found(column, 'no 17.', 40), [17]);
    assert.deepEqual(found(column, '.x', 40), []);
    assert.equal(found(column, 'x no', 40).length, 40);
    column.set(41, Buffer.alloc(3_000_000, 'y'));
    assert.deepEqual(found(column, 'yy', 42), [41]);
  });
});
