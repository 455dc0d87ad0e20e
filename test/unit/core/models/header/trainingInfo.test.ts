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

  const datasets = (value: unknown) => asObject({ ss_datasets: JSON.stringify(value) });

  it('takes musubi-tuner’s resolution from its datasets, not the placeholder of the model spec', () => {
    const metadata = {
      'modelspec.resolution': '1280x720',
      ss_datasets: '[{"resolution": [960, 544], "num_repeats": 5, "video_directory": "D:/data/clips"}]',
    };
    assert.deepEqual(asObject(metadata), { Resolution: '960 × 544', Dataset: 'clips (× 5)' });
  });

  it('shows the subsets and buckets of a run with a dataset file', () => {
    const subsets = [
      { img_count: 4, num_repeats: 10, image_dir: '/home/me/a' },
      { img_count: 2, num_repeats: 1, image_dir: 'b' },
    ];
    const bucket_info = { buckets: { 0: { resolution: [512, 768], count: 40 } } };
    assert.deepEqual(datasets([{ resolution: [512, 512], bucket_info, subsets }, { resolution: 768 }]), {
      Resolution: '512 × 512, 768 × 768',
      Buckets: '512 × 768 (40)',
      Dataset: 'a (4 images × 10), b (2 images × 1)',
    });
    assert.deepEqual(datasets('none'), {});
  });

  for (const [what, started, finished, shown] of [
    ['seconds', '1700000000.5', '1700003600.5', '2023-11-14, 60 minutes'],
    ['milliseconds', '1700000000500', '1700003600500', '2023-11-14, 60 minutes'],
    ['ISO 8601', '2026-01-02T03:04:05', '2026-01-02T04:04:05.123456', '2026-01-02, 60 minutes'],
    ['ISO 8601 with a zone', '2026-01-02T23:30:00+00:00', 'None', '2026-01-02'],
    ['nothing that can be', '0', 'soon', undefined],
  ] as const) {
    it(`reads times as ${what}`, () => {
      const metadata = { ss_training_started_at: started, ss_training_finished_at: finished };
      assert.equal(asObject(metadata).Trained, shown);
    });
  }

  it('reads over the NaN that Python writes', () => {
    const ss_bucket_info =
      '{"buckets": {"0": {"resolution": [512, 512], "count": 3}}, "mean_img_ar_error": NaN, "x": "NaN, -Infinity"}';
    assert.equal(asObject({ ss_bucket_info }).Buckets, '512 × 512 (3)');
  });

  it('shows how far ai-toolkit was, and what OneTrainer was set to', () => {
    assert.deepEqual(asObject({ training_info: '{"step": 500, "epoch": 10}' }), {
      Epochs: '10',
      Steps: '500',
    });
    const ot_config =
      '{"learning_rate": 0.0003, "epochs": 100, "optimizer": {"optimizer": "ADAMW"}, "lora_rank": 16, "resolution": "512", "base_model_name": null}';
    assert.deepEqual(asObject({ ot_config }), {
      'Network dim': '16',
      Epochs: '100',
      'Learning rate': '0.0003',
      Optimizer: 'ADAMW',
      Resolution: '512',
    });
  });

  for (const [what, metadata] of [
    ['musubi-tuner', { ss_network_module: 'networks.lora_wan', 'modelspec.resolution': '1280x720' }],
    ['a finetune of musubi-tuner', { ss_num_train_items: '8', 'modelspec.resolution': '1328x1328' }],
    ['OneTrainer', { ot_revision: 'abc', 'modelspec.resolution': '1024x1024' }],
    ['SimpleTuner, which may count megapixels', { global_step: '5', 'modelspec.resolution': '1x1' }],
  ] as const) {
    it(`does not take the usual resolution of an architecture for that of ${what}`, () =>
      assert.equal(asObject(metadata).Resolution, undefined));
  }

  it('takes the resolution of the model spec where a trainer wrote its own', () =>
    assert.equal(asObject({ global_step: '5', 'modelspec.resolution': '768x512' }).Resolution, '768 × 512'));

  it('shows musubi-tuner’s lists of files and its batch size', () => {
    const dataset = { resolution: [960, 544], batch_size_per_device: 2, num_repeats: 1 };
    assert.deepEqual(
      datasets([
        { ...dataset, video_jsonl_file: 'clips.jsonl' },
        { ...dataset, image_jsonl_file: 'a.jsonl' },
      ]),
      {
        'Batch size': '2',
        Resolution: '960 × 544',
        Dataset: 'clips.jsonl (× 1), a.jsonl (× 1)',
      },
    );
  });

  const oneTrainer = (config: object) => asObject({ ot_config: JSON.stringify(config) });

  for (const [resolution, shown] of [
    ['512', '512'],
    ['768x1024', '768 × 1024'],
    ['512,768', '512, 768'],
    ['512, 768x1024 ,1024', '512, 768 × 1024, 1024'],
  ] as const) {
    it(`shows OneTrainer’s resolution ${resolution}, of which it takes several`, () =>
      assert.equal(oneTrainer({ resolution }).Resolution, shown));
  }

  it('shows OneTrainer’s rank only of a LoRA, and its kind', () => {
    const config = { lora_rank: 16, lora_alpha: 1, peft_type: 'LOHA' };
    assert.deepEqual(oneTrainer({ ...config, training_method: 'FINE_TUNE' }), {});
    assert.deepEqual(oneTrainer({ ...config, training_method: 'LORA' }), {
      Network: 'LOHA',
      'Network dim': '16',
      'Network alpha': '1',
    });
  });

  it('shows OneTrainer’s optimizer of an old configuration, which is a name', () =>
    assert.equal(oneTrainer({ optimizer: 'ADAMW' }).Optimizer, 'ADAMW'));

  it('shows what diffusers and SimpleTuner write', () => {
    const lora_adapter_metadata =
      '{"transformer.r": 16, "transformer.lora_alpha": 8, "transformer.bias": "none"}';
    const metadata = {
      lora_adapter_metadata,
      global_step: '1500',
      trained_words: 'ohwx, person',
      'modelspec.comment': 'mine',
    };
    assert.deepEqual(asObject(metadata), {
      'Trigger phrase': 'ohwx, person',
      'Network dim': '16',
      'Network alpha': '8',
      Steps: '1500',
      Comment: 'mine',
    });
  });

  it('takes no year and no day of eight digits for seconds', () => {
    assert.equal(asObject({ 'modelspec.date': '2024' }).Trained, undefined);
    assert.equal(asObject({ 'modelspec.date': '20240312' }).Trained, undefined);
    assert.equal(asObject({ 'modelspec.date': '2024-03-12' }).Trained, '2024-03-12');
    assert.equal(
      asObject({ ss_training_started_at: '1700000000', 'modelspec.date': 'x' }).Trained,
      '2023-11-14',
    );
  });

  it('reads training_info that is text', () =>
    assert.deepEqual(asObject({ training_info: '{"step": "500", "epoch": null}' }), { Steps: '500' }));

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
