import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import './tokens.css';
import { registerControls } from '../shared/components';
import { TokensPage } from './page';

registerControls();
new TokensPage();
