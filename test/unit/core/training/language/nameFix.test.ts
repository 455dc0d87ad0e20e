import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { checkTraining } from '../../../../../src/core/training/job/checkTraining';
import { nameFix } from '../../../../../src/core/training/language/nameFix';

const GOOD = 'name = "a"\nfamily = "sd15"\nbase_model = "b"\npictures = "p"\n';

/** The text with every correction that is offered. */
async function fixed(lines: string): Promise<string[]> {
  const source = GOOD + lines;
  const findings = await checkTraining(source, 'a.training.toml', (text) => `/none/${text}`);
  return findings.flatMap((finding) => {
    const { range } = finding;
    if (!range) return [];
    const line = source.split('\n')[range.start.line] ?? '';
    const fix = nameFix(finding, line.slice(range.start.column, range.end.column));
    return fix ? [line.slice(0, range.start.column) + fix.text + line.slice(range.end.column)] : [];
  });
}

describe('the correction of a misspelt name', () => {
  const cases: readonly [what: string, lines: string, fixed: string[]][] = [
    ['a field', 'optimiser = "AdamW"', ['optimizer = "AdamW"']],
    ['a field in a table', '[save]\nevery_step = 5', ['every_steps = 5']],
    ['a field behind a dot', 'save.every_step = 5', ['save.every_steps = 5']],
    ['a field in quotes', '"optimiser" = "AdamW"', ['optimizer = "AdamW"']],
    ['an option where a field stands', 'network_dim = 8', ['dim = 8']],
    ['an option', '[extra]\nmin_snr_gama = 5', ['min_snr_gamma = 5']],
    ['an option of another program', '[extra]\nlora_rank = 8', ['network_dim = 8']],
    ['an argument of the network', 'network_args = ["conv_dim=4", "conv_alfa=1"]', ['"conv_alpha=1"']],
    ['an argument in [extra]', '[extra]\nnetwork_args = ["conv_alfa=1"]', ['"conv_alpha=1"']],
    ['nothing', 'steps = 10', []],
    ['a wrong value', 'steps = "many"', []],
  ];
  for (const [what, lines, expected] of cases)
    it(`is found for ${what}`, async () => {
      const found = await fixed(lines);
      assert.equal(found.length, expected.length, found.join('\n'));
      for (const [index, text] of expected.entries()) assert.ok(found[index]?.includes(text), found[index]);
    });
});
