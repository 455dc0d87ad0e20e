import { Disposable, type Event, type TreeDataProvider } from 'vscode';
import type { ModelEntry } from '../core/models/library/modelEntry';
import type { TreeNode } from '../core/models/view/treeNodes';
import type { ModelsFeature } from './models/feature';

/** What other extensions can use (S0-64), as `activate()` returns it. */
export interface DiffusionWorkbenchApi {
  /** All models of the open folders and of the settings, once the folders have been scanned. */
  models(): Promise<readonly ModelEntry[]>;
  /** Models changed: those absolute paths, or any of them where undefined. */
  readonly onDidChangeModels: Event<readonly string[] | undefined>;
  /** The rows of the Models view. */
  readonly rows: TreeDataProvider<TreeNode>;
}

export function createApi({ models, rows }: ModelsFeature): DiffusionWorkbenchApi {
  return {
    models: async () => {
      await models.ready();
      return models.entries();
    },
    // With both optional parameters of the editor's events, which extensions expect.
    onDidChangeModels: (listener, thisArg, disposables) => {
      const subscription = Disposable.from(models.onDidChange((paths) => void listener.call(thisArg, paths)));
      disposables?.push(subscription);
      return subscription;
    },
    rows,
  };
}
