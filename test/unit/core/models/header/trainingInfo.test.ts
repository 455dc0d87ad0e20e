import assert from 'node:assert/strict';
import fc from 'fast-check';
import { trainingInfo } from '../../../../../src/core/models/header/trainingInfo';

const asObject = (metadata: Record<string, string>) =>
  Object.fromEntries(trainingInfo(metadata).map(({ label, value }) => [label, value]));

describe('trainingInfo', () => {
  it('shows what kohya writes', () => {
    const metadata = {
      ss_output_name: 'my_lora',
      ss_base_model_version: 'sdxl_base_v1-0',
      ss_sd_model_name: 'base.safetensors',
      ss_network_module: 'networks.lora',
      ss_network_dim: '32',
      ss_network_alpha: '16.0',
      ss_network_args: '{"conv_dim": "8", "conv_alpha": 4}',
      ss_epoch: '5',
      ss_num_epochs: '10',
      ss_steps: '1000',
      ss_max_train_steps: '1000',
      ss_learning_rate: '0.0001',
      ss_text_encoder_lr: 'None',
      ss_resolution: '(1024, 768)',
      ss_bucket_info: '{"buckets": {"0": {"resolution": [512, 768], "count": 10}}, "mean_img_ar_error": 0.1}',
      ss_dataset_dirs: '{"10_ohwx person": {"n_repeats": 10, "img_count": 4}}',
      ss_tag_frequency: '{"10_ohwx person": {"ohwx ": 4, "smile": 2}, "reg": {"smile": 5}}',
      ss_training_started_at: '1700000000.5',
      ss_training_finished_at: '1700003600.5',
    };
    assert.deepEqual(asObject(metadata), {
      Title: 'my_lora',
      Architecture: 'sdxl_base_v1-0',
      'Trained on': 'base.safetensors',
      Network: 'networks.lora',
      'Network dim': '32',
      'Network alpha': '16.0',
      'Network arguments': 'conv_dim=8, conv_alpha=4',
      Epochs: '5 of 10',
      Steps: '1000',
      'Learning rate': '0.0001',
      Resolution: '1024 × 768',
      Buckets: '512 × 768 (10)',
      Dataset: '10_ohwx person (4 images × 10)',
      'Top tags': 'smile (7), ohwx (4)',
      Trained: '2023-11-14, 60 minutes',
    });
  });

  it('is empty for a header that tells nothing', () => assert.deepEqual(trainingInfo({ format: 'pt' }), []));

  it('never throws and shows only text that fits, whatever the values', () => {
    const keys = [
      'ss_network_args',
      'ss_bucket_info',
      'ss_dataset_dirs',
      'ss_tag_frequency',
      'ss_resolution',
      'ss_training_started_at',
      'ss_training_finished_at',
      'ss_epoch',
      'ss_output_name',
    ];
    const value = fc.oneof(fc.string(), fc.json(), fc.double().map(String), fc.constant('x'.repeat(10_000)));
    const folder = fc.json().map((json) => `{"folder": ${json}, "buckets": {"0": ${json}}}`);
    const metadata = fc.dictionary(fc.constantFrom(...keys), fc.oneof(value, folder));
    fc.assert(
      fc.property(metadata, (given) => {
        for (const { value: text } of trainingInfo(given)) assert(text !== '' && text.length <= 501);
      }),
    );
  });
});
