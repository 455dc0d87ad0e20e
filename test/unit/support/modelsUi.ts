import type { Log } from '../../../src/core/log';
import type { ModelEntry } from '../../../src/core/models/library/modelEntry';
import type { ModelFile } from '../../../src/core/models/modelFile';
import { ModelLibrary } from '../../../src/ui/models/library/modelLibrary';
import { Jobs } from '../../../src/ui/platform/job';
import { Problems } from '../../../src/ui/platform/problems';
import { ScriptedDialogs, type Answer } from './scriptedDialogs';
import type { TestLibrary } from './testLibrary';

/** What the flows over models work with: a real library, and dialogs that a script answers. */
export async function modelsUi(library: TestLibrary, ...answers: Answer[]) {
  const all = library.open();
  const services = await all.models();
  const dialogs = new ScriptedDialogs(...answers);
  const logged: string[] = [];
  const note = (message: string): void => void logged.push(message);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const problems = new Problems({ dialogs, log });
  const models = new ModelLibrary({
    library: () => Promise.resolve(services.library),
    roots: () => [library.folder],
    log,
  });
  const detailsOf: string[] = [];
  return {
    services,
    dialogs,
    log,
    logged,
    problems,
    jobs: new Jobs({ dialogs, problems }),
    models,
    rows: { paths: () => [] },
    tokenCheck: { once: () => Promise.resolve() },
    annotator: () => Promise.resolve(services.annotator),
    civitai: () => Promise.resolve(all.network.civitai()),
    baseUrl: () => library.civitai.baseUrl,
    changes: () => Promise.resolve(all.changes),
    dateText: (iso: string) => `[${iso}]`,
    details: { show: (path: string) => void detailsOf.push(path) },
    /** The models whose details were opened. */
    detailsOf,
    entry: async ({ path }: ModelFile): Promise<ModelEntry> => {
      await models.ready();
      const entry = models.entry(path);
      if (!entry) throw new Error(`${path} is not in the library`);
      return entry;
    },
  };
}
