import * as l10n from '@vscode/l10n';
import { errorText } from '../../shared/statusLine';
import type { PictureActions } from './picturesPane';

/** The most that one dropped file may have: more does not go through a webview well. */
const MOST_BYTES = 64 * 1024 * 1024;

type DropActions = Pick<PictureActions, 'dropUris' | 'dropFile' | 'say'>;

/** Has pictures added that are dropped on an element. */
export function takeDrops(pane: HTMLElement, actions: DropActions): void {
  pane.addEventListener('dragover', (event) => {
    event.preventDefault();
    pane.classList.add('dragged');
  });
  pane.addEventListener('dragleave', () => pane.classList.remove('dragged'));
  pane.addEventListener('drop', (event) => {
    event.preventDefault();
    pane.classList.remove('dragged');
    if (event.dataTransfer)
      void add(event.dataTransfer, actions).catch((error: unknown) => actions.say(errorText(error), true));
  });
}

async function add(data: DataTransfer, actions: DropActions): Promise<void> {
  // Both are gone as soon as the event is over.
  const [files, uris] = [[...data.files], droppedUris(data)];
  if (uris.length > 0) {
    await actions.dropUris(uris);
    return;
  }
  for (const file of files) {
    if (file.size > MOST_BYTES)
      actions.say(l10n.t('{0} is too large to be dropped: use Add Pictures.', file.name), true);
    else await actions.dropFile(file.name, await readBase64(file));
  }
}

/** The addresses of what was dragged from a view of VS Code. */
function droppedUris(data: DataTransfer): string[] {
  const text = data.getData('text/uri-list') || data.getData('application/vnd.code.uri-list');
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The bytes of a file as base64. */
function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const address = typeof reader.result === 'string' ? reader.result : '';
      resolve(address.slice(address.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error(file.name)));
    reader.readAsDataURL(file);
  });
}
