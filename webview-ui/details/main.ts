import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import './details.css';
import { registerControls } from '../shared/components';
import { useTexts } from '../shared/texts';
import { DetailsPage } from './page';

useTexts(document.body.dataset);
registerControls();
new DetailsPage();
