import type { DetailsPanels } from './details/detailsPanels';
import type { ChannelLog } from '../platform/log';
import type { EditorServices } from '../platform/services';
import type { CivitaiToken } from '../platform/token';
import type { AnnotateRunner } from './identify/annotateRunner';
import type { ModelsView } from './view/modelsView';
import type { TokenCheck } from './identify/tokenCheck';

/** What the commands of the Models view work with. */
export interface ModelsFeature {
  readonly services: EditorServices;
  readonly models: ModelsView;
  readonly runner: AnnotateRunner;
  readonly details: DetailsPanels;
  readonly token: CivitaiToken;
  readonly tokenCheck: TokenCheck;
  readonly log: ChannelLog;
}
