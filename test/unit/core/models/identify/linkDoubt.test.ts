import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { linkDoubts } from '../../../../../src/core/models/identify/linkDoubt';

const MINE = 'a'.repeat(64);
const version = (baseModel: string, type: string, ...hashes: string[]) => ({
  id: 1,
  baseModel,
  model: { type },
  files: hashes.map((SHA256) => ({ hashes: { SHA256 } })),
});

describe('what speaks against a link', () => {
  for (const [what, doubts, of, header] of [
    [
      'nothing, where the version lists this very file',
      0,
      version('Flux.1 D', 'Checkpoint', MINE.toUpperCase()),
      { baseModel: 'Pony', type: 'LORA' },
    ],
    ['another SHA-256', 1, version('Pony', 'LORA', 'b'.repeat(64)), { baseModel: 'Pony', type: 'LORA' }],
    [
      'nothing, where the version lists no hash',
      0,
      version('Pony', 'LORA'),
      { baseModel: 'Pony', type: 'LORA' },
    ],
    ['another architecture', 1, version('Flux.1 D', 'LORA'), { baseModel: 'Pony', type: 'LORA' }],
    [
      'no descendant of one architecture',
      0,
      version('Illustrious', 'LORA'),
      { baseModel: 'SDXL 1.0', type: 'LORA' },
    ],
    ['another type', 1, version('Pony', 'Checkpoint'), { baseModel: 'Pony', type: 'LORA' }],
    ['no other name of a type', 0, version('Pony', 'LoCon'), { baseModel: 'Pony', type: 'LORA' }],
    ['all of it', 3, version('Flux.1 D', 'Checkpoint', 'b'.repeat(64)), { baseModel: 'Pony', type: 'LORA' }],
    ['nothing that is not known', 0, version('Something New', 'Workflows'), { type: 'LORA' }],
    ['nothing, without a header', 0, version('Pony', 'LORA'), undefined],
  ] as const) {
    it(`is ${what}`, () => assert.equal(linkDoubts(of, MINE, header).length, doubts));
  }
});
