import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import './tokens.css';
import { registerControls } from '../shared/components';
import { useTexts } from '../shared/texts';
import { TokensPage } from './page';

useTexts(document.body.dataset);
registerControls();
new TokensPage();
