import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrainingFile } from '../job/trainingFile';
import type { Job } from '../jobs/job';
import type { JobFolder } from '../jobs/jobFolder';
import { readUtf8 } from '../../json/jsonFile';

/** A prompt that the trainer draws samples of, as its row in the grid. */
export interface SamplePrompt {
  readonly text: string;
  readonly seed?: string;
  /** It does not name the trigger: its pictures show what the LoRA does to others. */
  readonly leak: boolean;
}

/** A picture of the trainer. */
export interface Sample {
  /** Below the job's folder: `output/1/sample/name.png`. */
  readonly key: string;
  readonly path: string;
  readonly prompt: number;
  /** Steps of the whole job. */
  readonly step: number;
}

/** As many as a page can show; the newest stay. */
const MOST_SAMPLES = 5000;
const MOST_PROMPTS = 200;

/**
 * `{name}_{e%06d epoch or %06d step}_{prompt:02d}_{time}[_{seed}].png`: sample_image_inference in train_util.py of
 * sd-scripts.
 */
const NAME = /_(e?)(\d{6,})_(\d{2,})_\d{14}(?:_\d+)?\.png$/;

/** The prompts of a training, in the order of the trainer, which leaves out empty lines and those that begin with `#`. */
export async function samplePrompts(
  { samples, trigger, extra }: TrainingFile,
  toPath: (text: string) => string,
): Promise<SamplePrompt[]> {
  const named = samples?.file ?? (typeof extra?.sample_prompts === 'string' ? extra.sample_prompts : '');
  const lines =
    samples?.prompts ??
    (named === '' ? [] : ((await readUtf8(toPath(named)).catch(() => undefined)) ?? '').split(/\r?\n/));
  const said = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return said.slice(0, MOST_PROMPTS).map((line) => {
    const [, text = line] = /^(.*?)(?:\s+--[a-z]+\s.*)?$/.exec(line) ?? [];
    const seed = /\s--d\s+(\d+)/.exec(line)?.[1];
    const isNamed = text.toLowerCase().includes(trigger?.trim().toLowerCase() ?? '');
    return { text, ...(seed !== undefined && { seed }), leak: !isNamed };
  });
}

/** The samples of all parts of a job that are there now, by their steps. */
export async function samplesOf(
  { parts, plan }: Pick<Job, 'parts' | 'plan'>,
  folder: JobFolder,
  gradientAccumulation: number,
): Promise<Sample[]> {
  const perEpoch = plan && Math.ceil(plan.batchesPerEpoch / gradientAccumulation);
  const found = await Promise.all(
    parts.map(async ({ number, nameOffset }) => {
      const at = join(folder.output(number), 'sample');
      const names = await readdir(at).catch((): string[] => []);
      return names.flatMap((name): Sample[] => {
        const [, isEpoch, count = '', prompt = ''] = NAME.exec(name) ?? [];
        if (prompt === '') return [];
        // Epoch 0: before the first step of this part.
        const step =
          isEpoch === '' || Number(count) === 0
            ? Number(count) + nameOffset
            : Math.min(Number(count) * (perEpoch ?? 1), plan?.totalSteps ?? Infinity);
        const key = `output/${number}/sample/${name}`;
        return [{ key, path: join(at, name), prompt: Number(prompt), step }];
      });
    }),
  );
  // Of the same prompt and step, the later part counts: a resumed trainer has drawn it again.
  const one = new Map(found.flat().map((sample) => [`${sample.step} ${sample.prompt}`, sample]));
  return [...one.values()].sort((a, b) => a.step - b.step || a.prompt - b.prompt).slice(-MOST_SAMPLES);
}
