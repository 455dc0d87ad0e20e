import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageInfo } from '../../../../../src/core/images/info/imageInfo';
import { readImageInfo } from '../../../../../src/core/images/info/readImageInfo';
import type { UsedLora } from '../../../../../src/core/images/info/generation';
import { infotextReading } from '../../../../../src/core/images/info/infotext/infotextReading';
import { parseInfotext } from '../../../../../src/core/images/info/infotext/parseInfotext';
import { parseLooseJson } from '../../../../../src/core/images/info/looseJson';

const FOLDER = 'test/fixtures/images';

type Expected = Readonly<Record<string, unknown>>;
const { files } = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as {
  files: Record<string, Expected>;
};
const { texts } = JSON.parse(readFileSync(join(FOLDER, 'infotexts.json'), 'utf8')) as { texts: TextCase[] };

interface TextCase {
  readonly id: string;
  readonly text: string;
  readonly prompt: string;
  readonly negative: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly why: string;
  readonly absent?: readonly string[];
  readonly loras?: readonly UsedLora[];
  readonly model?: string | null;
}

function assertLoras(found: readonly UsedLora[], expected: readonly UsedLora[], exact: boolean): void {
  for (const lora of expected)
    assert.ok(
      found.some((one) => Object.entries(lora).every(([key, value]) => one[key as keyof UsedLora] === value)),
      `${JSON.stringify(lora)} in ${JSON.stringify(found)}`,
    );
  if (exact) assert.equal(found.length, expected.length, JSON.stringify(found));
}

const FIELDS = ['prompt', 'negative', 'seed', 'steps', 'sampler', 'scheduler', 'cfg', 'size', 'model', 'guidance', 'tool'] as const; // prettier-ignore

describe('readImageInfo on the cases', () => {
  for (const [name, expected] of Object.entries(files))
    it(`${name}: ${String(expected.form)}`, async () => {
      const path = join(FOLDER, 'files', name);
      if (name === 'z01-html.jpeg') {
        await assert.rejects(readImageInfo(path), { code: 'unreadable' });
        return;
      }
      const found: ImageInfo = await readImageInfo(path);
      assert.equal(found.tooLarge, name === 'a15-inflate-bomb.png');
      for (const field of FIELDS)
        if (field in expected && expected[field] !== '*') assert.equal(found[field], expected[field], field);
      if (Array.isArray(expected.loras)) assertLoras(found.loras, expected.loras as UsedLora[], true);
    });
});

describe('parseInfotext on the cases', () => {
  for (const { id, text, prompt, negative, params, why, absent = [], loras, model } of texts)
    it(`${id}: ${why}`, () => {
      const infotext = parseInfotext(text);
      assert.equal(infotext.prompt, prompt);
      assert.equal(infotext.negative, negative);
      for (const [key, value] of Object.entries(params)) {
        const found = infotext.params.get(key);
        if (typeof value === 'string') assert.equal(found, value, key);
        else assert.deepEqual(parseLooseJson(found ?? ''), value, key);
      }
      if (Object.keys(params).length === 0) assert.equal(infotext.params.size, 0);
      for (const key of absent) assert.ok(!infotext.params.has(key), key);
      const reading = infotextReading(infotext, 'text');
      if (loras) assertLoras(reading.loras ?? [], loras, true);
      if (model === null) assert.equal(reading.model, undefined);
    });
});
