import * as l10n from '@vscode/l10n';
import { parsePersisted } from '../../../protocol/run';
import { PANELS } from '../../platform/contributions/views';
import { Panels } from '../../platform/panels';
import { RunPanel, type RunPanelOptions } from './runPanel';

/** The open run views, one a job. */
export type RunPanels = Panels<string, RunPanel>;

/** Registers the run views; each is about the id of a job. */
export function registerRunPanels(options: RunPanelOptions): RunPanels {
  return new Panels({
    viewType: PANELS.run,
    title: () => l10n.t('Training'),
    keyOf: (id) => id,
    // The id is only looked up among the jobs, never opened as it is.
    parse: (state) => parsePersisted(state)?.id,
    findWidget: true,
    makePage: (panel, id) => new RunPanel(panel, id, options),
  });
}
