import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import 'uplot/dist/uPlot.min.css';
import './run.css';
import { registerControls } from '../shared/components';
import { useTexts } from '../shared/texts';
import { RunPage } from './page';

useTexts(document.body.dataset);
registerControls();
new RunPage();
