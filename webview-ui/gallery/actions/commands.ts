import * as l10n from '@vscode/l10n';
import type { GalleryCell, GalleryCommandName } from '../../../src/protocol/gallery';

/** What the host does, and what the page does by itself. */
export type PictureCommand = GalleryCommandName | 'copyWithoutPrompt';

/** What is done to pictures, and how it is offered. */
export interface CommandLook {
  readonly command: PictureCommand;
  readonly label: string;
  readonly icon: string;
  /** Key, as it is written in menus. */
  readonly key?: string;
  /** Whether it works on several at once. */
  readonly many: boolean;
}

/** All commands in the order of a menu. Models have some of them only. */
export function commandsFor(kind: GalleryCell['kind'], count: number): CommandLook[] {
  return allCommands().filter(({ command, many }) => (many || count === 1) && isFor(command, kind));
}

function isFor(command: PictureCommand, kind: GalleryCell['kind']): boolean {
  if (command === 'removeExamples') return kind === 'model';
  if (kind === 'model') return ['insertPrompt', 'openOnCivitai', 'reveal'].includes(command);
  return kind === 'image' || !['exportStripped', 'copyWithoutPrompt', 'copyParametersTo'].includes(command);
}

function allCommands(): CommandLook[] {
  return [
    {
      command: 'insertPrompt',
      label: l10n.t('Insert into Editor'),
      icon: 'insert',
      key: 'Ctrl+Enter',
      many: true,
    },
    { command: 'sendToPromptFile', label: l10n.t('Send to Prompt File…'), icon: 'arrow-right', many: true },
    { command: 'savePrompt', label: l10n.t('Save Prompt as File…'), icon: 'save', many: false },
    { command: 'exportPrompts', label: l10n.t('Export Prompts…'), icon: 'export', many: true },
    { command: 'copyWithoutPrompt', label: l10n.t('Copy Without Prompt'), icon: 'copy', many: false },
    { command: 'exportStripped', label: l10n.t('Export Stripped…'), icon: 'lock', many: true },
    { command: 'copyParametersTo', label: l10n.t('Copy Parameters To…'), icon: 'references', many: false },
    {
      command: 'setAsPreview',
      label: l10n.t('Set as Preview of Its Model'),
      icon: 'file-media',
      many: false,
    },
    { command: 'openOnCivitai', label: l10n.t('Open on Civitai'), icon: 'link-external', many: false },
    { command: 'open', label: l10n.t('Open in Editor'), icon: 'go-to-file', many: false },
    { command: 'reveal', label: l10n.t('Reveal in File Manager'), icon: 'folder-opened', many: false },
    { command: 'removeExamples', label: l10n.t('Remove Example Images…'), icon: 'clear-all', many: true },
    { command: 'trash', label: l10n.t('Move to Trash'), icon: 'trash', key: 'Delete', many: true },
  ];
}
