import * as vscode from 'vscode';
import { readUtf8 } from '../../../core/json/jsonFile';
import type { Job } from '../../../core/training/jobs/job';
import type { Jobs } from '../../../core/training/jobs/jobs';

/** Of the read-only documents that show training files as they were when their jobs were made. */
const SCHEME = 'diffusion-workbench-job';

/** Shows the training files of jobs as they were trained. Their names are those of the originals, and so is their language. */
export class FrozenFiles {
  private readonly provider: vscode.Disposable;

  constructor(jobs: () => Promise<Jobs>) {
    this.provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async ({ query }) => {
        const { store } = await jobs();
        return (await readUtf8(store.folder(query).training)) ?? '';
      },
    });
  }

  async show({ id, source }: Job): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${source.file}`, query: id });
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.provider.dispose();
  }
}
