import type { CivitaiClient } from '../../core/civitai/client';
import type { ModelChanges } from '../../core/models/changes/modelChanges';
import type { Annotator } from '../../core/models/identify/annotator';
import type { Dialogs } from '../platform/dialogs';
import type { Jobs } from '../platform/job';
import type { ChannelLog } from '../platform/log';
import type { Problems } from '../platform/problems';
import type { EditorServices } from '../platform/services';
import type { CivitaiToken } from '../platform/token';
import type { ModelCards } from './details/modelCards';
import type { AnnotateRunner } from './identify/annotateRunner';
import type { TokenCheck } from './identify/tokenCheck';
import type { ModelLibrary } from './library/modelLibrary';
import type { ModelsTree } from './view/modelsTree';

/** What the commands over models work with. */
export interface ModelsFeature {
  readonly services: EditorServices;
  readonly models: ModelLibrary;
  /** The rows of the Models view. */
  readonly rows: ModelsTree;
  readonly annotator: () => Promise<Annotator>;
  readonly civitai: () => Promise<CivitaiClient>;
  /** Of the API that is asked. */
  readonly baseUrl: () => string;
  readonly changes: () => Promise<ModelChanges>;
  readonly runner: AnnotateRunner;
  readonly details: ModelCards;
  readonly token: CivitaiToken;
  readonly tokenCheck: TokenCheck;
  readonly dialogs: Dialogs;
  readonly problems: Problems;
  readonly jobs: Jobs;
  readonly log: ChannelLog;
}
