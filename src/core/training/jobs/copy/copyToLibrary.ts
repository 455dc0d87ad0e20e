import { basename } from 'node:path';
import { readRegular } from '../../../files/regularFile';
import { readUtf8 } from '../../../json/jsonFile';
import type { Log } from '../../../log';
import { Pictures } from '../../../media/pictures';
import { savePreview } from '../../../models/previews/savePreview';
import { toProblem } from '../../../problem/toProblem';
import type { WorkerOptions } from '../../../threads/workerPool';
import { stemOf } from '../../../models/modelFile';
import { readJobTraining } from '../prepare/readJobTraining';
import type { SuperviseOptions } from '../supervise/supervise';
import type { JobStore } from '../jobStore';
import { annotateLora, newestSample } from './annotateLora';
import { copyLora } from './copyLora';

export interface CopyOptions extends WorkerOptions {
  readonly store: JobStore;
  readonly clock: () => Date;
  readonly log: Log;
}

/** Brings finished LoRAs to the folder of LoRAs, each with a sidecar and its newest sample as preview. */
export function createCopy(options: CopyOptions): SuperviseOptions['copy'] {
  const { store, clock, log } = options;
  return async (job, lora) => {
    const folder = store.folder(job.id);
    if (job.settings.loraDir === undefined) return lora;
    const { training, toPath } = readJobTraining(job, (await readUtf8(folder.training)) ?? '');
    const base = stemOf(basename(training.base_model));
    const copied = await copyLora(lora, job.settings.loraDir, job.name, base);
    try {
      await annotateLora(copied, job, { ...training, base_model: toPath(training.base_model) }, clock);
      const sample = await newestSample(job.parts.map(({ number }) => folder.output(number)));
      if (sample !== undefined) {
        const pictures = new Pictures(options);
        try {
          await savePreview(copied.path, await pictures.preview(await readRegular(sample)), { clock });
        } finally {
          await pictures.close();
        }
      }
    } catch (error) {
      // The LoRA is there: what describes it can be written later.
      log.warn(toProblem(error, job.name).message);
    }
    return copied.path;
  };
}
