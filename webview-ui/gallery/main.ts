import '@vscode/codicons/dist/codicon.css';
import '../shared/base.css';
import './gallery.css';
import './grid/grid.css';
import './detail/detail.css';
import { registerControls } from '../shared/components';
import { useTexts } from '../shared/texts';
import { GalleryPage } from './page';

useTexts(document.body.dataset);
registerControls();
new GalleryPage();
