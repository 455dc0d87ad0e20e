import { resolve } from 'node:path';
import manifest from '../../../package.json';
import { silentLog } from '../../../src/core/log';
import { Jobs } from '../../../src/ui/platform/job';
import { Problems } from '../../../src/ui/platform/problems';
import type { WrittenTrainingSettings } from '../../../src/ui/platform/settings';
import type { WholeCheck } from '../../../src/ui/training/check/wholeCheck';
import { TrainerTables } from '../../../src/ui/training/check/trainerTables';
import type { NewText, TrainingEditor } from '../../../src/ui/training/trainingEditor';
import { trainingSettings } from '../../../src/ui/training/trainingSettings';
import { ScriptedDialogs, type Answer } from './scriptedDialogs';

const defaults = manifest.contributes.configuration.properties;

/** The settings of trainings as package.json has them, but for some. */
export const written = (changes: Partial<WrittenTrainingSettings> = {}): WrittenTrainingSettings => ({
  loraDir: defaults['diffusionWorkbench.training.loraDir'].default,
  jobsDir: defaults['diffusionWorkbench.training.jobsDir'].default,
  baseModels: defaults['diffusionWorkbench.training.baseModels'].default,
  pythonPath: defaults['diffusionWorkbench.training.pythonPath'].default,
  scriptPath: defaults['diffusionWorkbench.training.kohya.scriptPath'].default,
  isTrainerNamed: changes.pythonPath !== undefined || changes.scriptPath !== undefined,
  workspace: defaults['diffusionWorkbench.training.kohya.workspace'].default,
  accelerateBin: defaults['diffusionWorkbench.training.kohya.accelerateBin'].default,
  dockerImage: defaults['diffusionWorkbench.training.docker.image'].default,
  dockerKohyaRoot: defaults['diffusionWorkbench.training.docker.kohyaRoot'].default,
  launchPrefix: defaults['diffusionWorkbench.training.launchPrefix'].default,
  tagger: defaults['diffusionWorkbench.training.tagger'].default,
  minimumPictures: defaults['diffusionWorkbench.training.minimumPictures'].default,
  ...changes,
});

/** What a test says is open in the editor. */
export interface Open {
  readonly activeFile?: string;
  readonly folder?: string;
  readonly texts?: Readonly<Record<string, string>>;
  readonly settings?: Partial<WrittenTrainingSettings>;
  /** Where the options of trainers are kept; without it, the folder is not trusted and nothing is started. */
  readonly cacheFolder?: string;
}

/** What the commands over training files work with, and dialogs that a script answers. */
export function trainingUi(open: Open, ...answers: Answer[]) {
  const dialogs = new ScriptedDialogs(...answers);
  const problems = new Problems({ dialogs, log: silentLog });
  const newTexts: NewText[] = [];
  const editor: TrainingEditor = {
    activeFile: () => open.activeFile,
    openText: (path) => open.texts?.[path],
    save: () => Promise.resolve(true),
    write: (texts) => {
      newTexts.push(...texts);
      return Promise.resolve();
    },
    isOpenFolder: (path) => path === open.folder,
    settings: () => trainingSettings(written(open.settings), { workspaceFolder: open.folder }),
  };
  const isTrusted = () => open.cacheFolder !== undefined;
  const tables = new TrainerTables({
    editor,
    isTrusted,
    cacheFolder: open.cacheFolder ?? '',
  });
  const logged: string[] = [];
  const shown: (readonly [path: string, check: WholeCheck])[] = [];
  const show = (path: string, check: WholeCheck) => void shown.push([path, check]);
  return {
    dialogs,
    jobs: new Jobs({ dialogs, problems }),
    editor,
    tables,
    workers: { workerFolder: resolve('dist') },
    log: { info: (line: string) => void logged.push(line) },
    logged,
    isTrusted,
    show,
    shown,
    newTexts,
  };
}

/** A file or folder as the Explorer passes it to a command. */
export const uriOf = (path: string) => ({ scheme: 'file', path, fsPath: path });
