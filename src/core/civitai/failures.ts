import { Problem } from '../problem/problem';

export const requestsOff = (): Problem =>
  new Problem(
    'requests_off',
    'Requests to Civitai are turned off.',
    'Turn on the setting diffusionWorkbench.civitai.enabled to ask Civitai.',
  );

export const invalidToken = (): Problem =>
  new Problem('invalid_token', 'Invalid API key.', 'Set a valid Civitai API token, or remove it.');

export const regionBlocked = (host: string): Problem =>
  new Problem(
    'region_blocked',
    `${host} does not serve your region.`,
    'Everything but Civitai works as before.',
  );

export const quotaReached = (host: string): Problem =>
  new Problem(
    'rate_limited',
    `${host} refuses more requests of this kind.`,
    'Wait some hours before the next try.',
  );
