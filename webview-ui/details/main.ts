import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import './details.css';
import { registerControls } from '../shared/components';
import { DetailsPage } from './page';

registerControls();
new DetailsPage();
