import envPaths from 'env-paths';

/**
 * The folder for what nothing can make again, such as what undo needs: the same for every window and the command line.
 * @returns an absolute path; the folder is made when something is written
 */
export function userDataFolder(): string {
  const chosen = process.env.DIFFUSION_WORKBENCH_DATA;
  return chosen !== undefined && chosen !== ''
    ? chosen
    : envPaths('diffusion-workbench', { suffix: '' }).data;
}
