import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import 'uplot/dist/uPlot.min.css';
import './compare.css';
import { registerControls } from '../shared/components';
import { useTexts } from '../shared/texts';
import { ComparePage } from './page';

useTexts(document.body.dataset);
registerControls();
new ComparePage();
