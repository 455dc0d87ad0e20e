import envPaths from 'env-paths';

/**
 * The folder for what can be made again and takes long: hashes of models, the options of trainers.
 * @returns an absolute path; the folder is made when something is written
 */
export function userCacheFolder(): string {
  const chosen = process.env.DIFFUSION_WORKBENCH_CACHE;
  return chosen !== undefined && chosen !== ''
    ? chosen
    : envPaths('diffusion-workbench', { suffix: '' }).cache;
}
