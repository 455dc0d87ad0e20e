/** Secrets of the trainer. They pass through the environment only, never through arguments or files. */
export const SECRET_VARIABLES = ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'WANDB_API_KEY'] as const;

/** What a container is to have as well where it is set here: how the hub of models is reached. */
export const PASSED_VARIABLES: readonly string[] = [
  ...SECRET_VARIABLES,
  'HF_ENDPOINT', 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE', 'WANDB_MODE',
  'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy',
]; // prettier-ignore

/**
 * What the trainer's environment has beside that of this process, so that its output can be read: at once, in UTF-8
 * (a pipe of Windows ends it at its first Japanese word otherwise), and without lines that are broken at 80 columns.
 */
export function trainerEnvironment(platform: NodeJS.Platform, several: boolean): Record<string, string> {
  return {
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    PYTHONIOENCODING: 'utf-8',
    COLUMNS: '400',
    NO_COLOR: '1',
    ACCELERATE_DISABLE_RICH: '1',
    PYTHONWARNINGS: 'ignore::FutureWarning,ignore::UserWarning',
    TOKENIZERS_PARALLELISM: 'false',
    // torch for Windows is built without it.
    ...(several && platform === 'win32' ? { USE_LIBUV: '0' } : {}),
  };
}
