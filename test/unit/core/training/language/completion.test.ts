import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readTraining } from '../../../../../src/core/training/job/readTraining';
import { TRAINING_SCHEMA } from '../../../../../src/core/training/job/trainingFile';
import { completionsAt, type Completion } from '../../../../../src/core/training/language/completion';
import type { LanguageKnowledge } from '../../../../../src/core/training/language/trainingContext';
import { FAMILIES } from '../../../../../src/core/training/options/families';
import { shippedTable } from '../../../../../src/core/training/options/optionTable';
import { marked } from './marked';

function complete(text: string, knowledge?: LanguageKnowledge): Completion[] {
  const { text: all, offset } = marked(text);
  return completionsAt(all, offset, knowledge);
}
const labels = (text: string, knowledge?: LanguageKnowledge) =>
  complete(text, knowledge).map(({ label }) => label);
/** The text with a suggestion taken, `|` where the cursor is. */
function taken(text: string, label: string): string {
  const { text: all } = marked(text);
  const found = complete(text).find((each) => each.label === label);
  assert.ok(found, `${label} is not offered`);
  const { start, end, before, selected, after } = found;
  return `${all.slice(0, start)}${before}${selected}|${after}${all.slice(end)}`;
}

describe('completion in training files', () => {
  it('offers the fields that are not there yet, then the tables', () => {
    const found = labels('name = "a"\n|\n[save]\nstate = true');
    assert.ok(found.includes('family') && found.includes('trigger'));
    assert.ok(!found.includes('name') && !found.includes('[save]') && !found.includes('save'));
    assert.deepEqual(found.slice(-5), ['[components]', '[samples]', '[launcher]', '[[subsets]]', '[extra]']);
    assert.equal(found[0], 'family');
  });

  it('knows every field of the schema', () => {
    const found = new Set(labels('|').map((label) => label.replaceAll(/[[\]]/g, '')));
    assert.deepEqual([...found].sort(), Object.keys(TRAINING_SCHEMA.entries).sort());
    for (const { label, doc, type } of complete('|')) assert.ok(doc && type, label);
  });

  it('offers the fields of a table, also of each of several and of one in braces', () => {
    const ofSave = labels('[save]\nkeep_last = 2\n|').filter((label) => !label.startsWith('['));
    assert.deepEqual(ofSave, ['every_steps', 'every_epochs', 'state']);
    assert.ok(labels('[[subsets]]\nfolder = "a"\n[[subsets]]\n|').includes('folder'));
    assert.ok(!labels('[[subsets]]\nfolder = "a"\n|').includes('folder'));
    assert.deepEqual(labels('save = { keep_last = 2, | }'), ['every_steps', 'every_epochs', 'state']);
    assert.deepEqual(labels('save.st|'), ['every_steps', 'every_epochs', 'keep_last', 'state']);
  });

  it('offers only the components of the family', () => {
    assert.deepEqual(labels('components = { | }\nfamily = "flux"'), ['ae', 'clip_l', 't5xxl', 'vae']);
  });

  it('writes a line with the value of the preset to begin with', () => {
    assert.equal(taken('family = "sd15"\ndi|', 'dim'), 'family = "sd15"\ndim = 32|');
    assert.equal(taken('family = "sdxl"\ndi|', 'dim'), 'family = "sdxl"\ndim = 16|');
    assert.equal(taken('na|', 'name'), 'name = "|"');
    assert.equal(taken('fi|', 'fit'), 'fit = "|"');
    assert.equal(taken('op|', 'optimizer_args'), 'optimizer_args = ["|"]');
    assert.equal(taken('sh|', 'shuffle_captions'), 'shuffle_captions = true|');
    assert.equal(taken('sa|', '[save]'), '[save]\n|');
    assert.equal(taken('[sa|]', '[save]'), '[save]\n|');
    assert.equal(taken('[|]', '[[subsets]]'), '[[subsets]]\n|');
  });

  it('only renames a key that has its value', () => {
    assert.equal(taken('dmi| = 16', 'dim'), 'dim| = 16');
    assert.equal(taken('[extra]\nsdp| = true', 'sdpa'), '[extra]\nsdpa| = true');
  });

  it('offers the values that a field can have, in quotes where there are none', () => {
    assert.deepEqual(labels('family = |'), FAMILIES);
    assert.equal(taken('family = |', 'flux'), 'family = "flux"|');
    assert.equal(taken('family = fl|', 'flux'), 'family = "flux"|');
    assert.equal(taken('family = "fl|"', 'flux'), 'family = "flux|"');
    assert.deepEqual(labels('unet_only = |'), ['true', 'false']);
    assert.deepEqual(labels('unet_only = "|"'), []);
    assert.ok(labels('optimizer = "|"').includes('AdamW8bit'));
    assert.ok(labels('scheduler = "|"').includes('cosine'));
    assert.ok(labels('[samples]\nsampler = "|"').includes('euler_a'));
    assert.deepEqual(labels('network_module = "|"\nfamily = "flux"'), [
      'networks.lora_flux',
      'networks.oft_flux',
    ]);
    assert.deepEqual(labels('base_model = "|"', { baseModels: ['dreamshaper_8'] }), ['dreamshaper_8']);
    assert.deepEqual(labels('name = "|"'), []);
    assert.deepEqual(labels('[[subsets]]\ncaptions = "|"'), ['mend', 'keep', 'trigger']);
  });

  it('offers the options of the family’s trainer in [extra], but none that a job decides', () => {
    const found = labels('family = "flux"\n[extra]\nsdpa = true\n|').filter(
      (label) => !label.startsWith('['),
    );
    assert.ok(found.includes('guidance_scale') && found.includes('network_dim'));
    assert.ok(!found.includes('sdpa') && !found.includes('output_dir'));
    assert.equal(found.length, shippedTable('flux').size - 11);
    assert.ok(!labels('family = "sd15"\n[extra]\n|').includes('guidance_scale'));
    const [option] = complete('family = "flux"\n[extra]\nguidance_sc|').filter(
      ({ label }) => label === 'guidance_scale',
    );
    assert.equal(option?.type, 'float');
    assert.match(option.doc ?? '', /guidance/);
  });

  it('writes an option with the trainer’s default, as the trainer wants it', () => {
    assert.equal(taken('[extra]\n|', 'max_grad_norm'), '[extra]\nmax_grad_norm = 1.0|');
    assert.equal(taken('[extra]\n|', 'keep_tokens'), '[extra]\nkeep_tokens = 0|');
    assert.equal(taken('[extra]\n|', 'sdpa'), '[extra]\nsdpa = true|');
    assert.equal(taken('[extra]\n|', 'loss_type'), '[extra]\nloss_type = "|"');
    assert.equal(taken('[extra]\n|', 'caption_separator'), '[extra]\ncaption_separator = ",|"');
    assert.equal(taken('[extra]\n|', 'lr_scheduler_args'), '[extra]\nlr_scheduler_args = ["|"]');
    assert.equal(taken('[extra]\n|', 'text_encoder_lr'), '[extra]\ntext_encoder_lr = [|]');
    assert.ok(labels('[extra]\nloss_type = "|"').includes('huber'));
    assert.deepEqual(labels('[extra]\nsdpa = |'), ['true', 'false']);
    assert.deepEqual(labels('[extra]\nzero_stage = |'), ['0', '1', '2', '3']);
  });

  it('takes the options of a checkout, with what it says of them', () => {
    const ownTable = () => new Map([['new_option', { type: 'int', help: 'of the checkout' }]] as const);
    const [only, ...others] = complete('[extra]\n|', { ownTable }).filter(({ kind }) => kind === 'option');
    assert.deepEqual([only?.label, only?.help, others], ['new_option', 'of the checkout', []]);
  });

  it('offers the names that the network module knows, and their values', () => {
    const found = labels('network_args = ["conv_dim=4", "|"]');
    assert.ok(found.includes('conv_alpha') && !found.includes('conv_dim'));
    assert.ok(!found.includes('train_blocks'));
    assert.ok(labels('family = "flux"\nnetwork_args = ["|"]').includes('train_blocks'));
    assert.ok(
      labels('[extra]\nnetwork_module = "networks.lora_flux"\nnetwork_args = [|').includes('split_qkv'),
    );
    assert.equal(taken('network_args = ["co|"]', 'conv_dim'), 'network_args = ["conv_dim=|"]');
    assert.equal(taken('network_args = [|]', 'conv_dim'), 'network_args = ["conv_dim=|"]');
    assert.equal(taken('network_args = ["co|=4"]', 'conv_dim'), 'network_args = ["conv_dim|=4"]');
    assert.deepEqual(labels('family = "flux"\nnetwork_args = ["train_blocks=|"]'), [
      'all',
      'single',
      'double',
    ]);
    assert.equal(
      taken('family = "flux"\nnetwork_args = ["train_blocks=s|"]', 'single'),
      'family = "flux"\nnetwork_args = ["train_blocks=single|"]',
    );
    assert.deepEqual(labels('network_module = "my.own"\nnetwork_args = ["|"]'), []);
  });

  it('works where the file is broken', () => {
    const broken = 'name = \nfamily = "flux\nx = = 1\nfamily = "flux"\n[extra]\nguid|\n[save\nstate = tru';
    assert.ok(labels(broken).includes('guidance_scale'));
  });

  it('makes lines that are fields of a training file', () => {
    for (const { label, kind, before, selected, after } of complete('|')) {
      if (kind !== 'field') continue;
      const { findings } = readTraining(`${before}${selected === '' ? '1' : selected}${after}\n`);
      assert.ok(!findings.some(({ code }) => code === 'unknown_field' || code === 'not_toml'), label);
    }
  });
});
