import type { Command } from 'commander';
import type { Run } from '../../run';
import { registerAgain } from './again';
import { registerCaptions } from './captions';
import { registerCheck } from './check';
import { registerDataset } from './dataset';
import { registerEnvironment } from './environment';
import { registerImport } from './import';
import { registerReadLog } from './readLog';
import { registerRun } from './run';

/** The commands for training a LoRA with sd-scripts from a `.training.toml` file. */
export function registerTrain(program: Command, run: Run): void {
  const train = program
    .command('train')
    .description(
      'train LoRAs with sd-scripts: check, import and run training files, build their datasets, make captions, read logs',
    );
  for (const register of [
    registerRun,
    registerCheck,
    registerDataset,
    registerCaptions,
    registerEnvironment,
    registerImport,
    registerAgain,
    registerReadLog,
  ])
    register(train, run);
}
