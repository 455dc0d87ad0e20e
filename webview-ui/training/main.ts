import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import './training.css';
import { registerControls } from '../shared/components';
import { useTexts } from '../shared/texts';
import { TrainingPage } from './page';

useTexts(document.body.dataset);
registerControls();
new TrainingPage();
