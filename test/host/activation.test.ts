import assert from 'node:assert/strict';
import vscode from 'vscode';

const ID = 'diffusion-workbench.diffusion-workbench';

interface Manifest {
  contributes?: { commands?: { command: string }[]; views?: Record<string, { id: string }[]> };
}

/** The commands that the editor itself registers for every view. */
const VIEW_COMMANDS = ['focus', 'open', 'removeView', 'resetViewLocation', 'toggleVisibility'];

describe('the extension', () => {
  it('activates', async () => {
    const extension = vscode.extensions.getExtension(ID);
    assert.ok(extension, `${ID} is not loaded`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command it contributes and contributes every command it registers', async () => {
    const extension = vscode.extensions.getExtension(ID);
    assert.ok(extension);
    await extension.activate();
    const { contributes } = extension.packageJSON as Manifest;
    const contributed = (contributes?.commands ?? []).map(({ command }) => command);
    const editors = Object.values(contributes?.views ?? {})
      .flat()
      .flatMap(({ id }) => VIEW_COMMANDS.map((name) => `${id}.${name}`));
    const registered = (await vscode.commands.getCommands(true)).filter(
      (command) => command.startsWith('diffusionWorkbench.') && !editors.includes(command),
    );
    assert.deepEqual(registered.toSorted(), contributed.toSorted());
  });
});
