import { addFilterWords, loadFilterWords } from '../../../src/core/prompts/filter/filterFiles';
import { FILTER_FILES } from '../../../src/core/prompts/filter/filterNames';
import type { PromptPlan, WrittenRun } from '../../../src/core/prompts/run/types';
import { Jobs } from '../../../src/ui/platform/job';
import { Problems } from '../../../src/ui/platform/problems';
import type { PromptContext, PromptContextKeys } from '../../../src/ui/prompts/run/promptContext';
import type { PromptEditor } from '../../../src/ui/prompts/run/promptEditor';
import { PromptRunner } from '../../../src/ui/prompts/run/promptRunner';
import { RULES, type PromptFolder } from '../core/prompts/run/promptFolder';
import { ScriptedDialogs, type Answer } from './scriptedDialogs';
import { silentLog } from '../../../src/core/log';

/** What a test says is open in the editor. */
export interface Open {
  activeFile?: string;
  /** By default the folder of the prompts. */
  folders?: readonly string[];
  unsaved?: readonly string[];
}

/** What the flows over prompt files work with: real runs over a folder, and dialogs that a script answers. */
export function promptsUi(folder: PromptFolder, open: Open = {}, ...answers: Answer[]) {
  const dialogs = new ScriptedDialogs(...answers);
  const problems = new Problems({ dialogs, log: silentLog });
  const jobs = new Jobs({ dialogs, problems });
  const prompts = () => Promise.resolve(folder.runs());
  const keys: Partial<PromptContextKeys> = {};
  const context: PromptContext = (key, value) => {
    keys[key] = value;
    return Promise.resolve();
  };
  const folders = open.folders ?? [folder.path];
  const editor: PromptEditor = {
    activeFile: () => open.activeFile,
    folders: () => folders,
    folderOf: (path) => folders.find((each) => path === each || path.startsWith(`${each}/`)),
    unsavedFiles: () => new Set(open.unsaved),
    rules: () => RULES,
    filterFolder: (of) => of,
    dateText: (iso) => `[${iso}]`,
  };
  const filters = {
    filterWords: async (of: string | undefined) => ({
      ...(of === undefined ? { words: RULES.words, notices: [] } : await loadFilterWords(of, RULES.words)),
      underscoresAsSpaces: true,
    }),
    addFilterWords: async (of: string, group: 'sex' | 'clothes' | 'etc', words: readonly string[]) => ({
      added: await addFilterWords(of, group, words, true),
      file: FILTER_FILES[group],
    }),
  };
  const runner = new PromptRunner({ prompts, jobs, dialogs, context });
  return { dialogs, problems, jobs, prompts, keys, context, editor, filters, runner, log: silentLog };
}

/** The view of changes, for tests that do not draw it. */
export class FakeChanges {
  current: PromptPlan | undefined;
  excluded = new Set<string>();
  revealed = 0;

  show(plan: PromptPlan): Promise<void> {
    this.current = plan;
    return Promise.resolve();
  }

  included(): string[] {
    return (this.current?.changed ?? []).map(({ path }) => path).filter((path) => !this.excluded.has(path));
  }

  keepRemaining({ written, failed }: WrittenRun): Promise<void> {
    const gone = new Set([...written, ...failed.map(({ path }) => path)]);
    const changed = this.current?.changed.filter(({ path }) => !gone.has(path)) ?? [];
    this.current = this.current && changed.length > 0 ? { ...this.current, changed } : undefined;
    return Promise.resolve();
  }

  discard(): Promise<void> {
    this.current = undefined;
    return Promise.resolve();
  }

  reveal(): Promise<void> {
    this.revealed += 1;
    return Promise.resolve();
  }
}
