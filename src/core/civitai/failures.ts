import * as l10n from '@vscode/l10n';
import { badAnswer } from '../net/failures';
import { Problem } from '../problem/problem';

export const requestsOff = (): Problem =>
  new Problem(
    'requests_off',
    l10n.t('Requests to Civitai are turned off.'),
    l10n.t('Turn on the setting diffusionWorkbench.civitai.enabled to ask Civitai.'),
  );

export const invalidToken = (): Problem =>
  new Problem(
    'invalid_token',
    l10n.t('Invalid API key.'),
    l10n.t('Set a valid Civitai API token, or remove it.'),
  );

export const regionBlocked = (host: string): Problem =>
  new Problem(
    'region_blocked',
    l10n.t('{0} does not serve your region.', host),
    l10n.t('Everything but Civitai works as before.'),
  );

/** Too many pages were asked for: the same question is never answered. */
export const tooDeep = (host: string): Problem =>
  new Problem(
    'rate_limited',
    l10n.t('{0} refuses more requests of this kind.', host),
    l10n.t('Wait some hours before the next try.'),
  );

/** The user has downloaded more than Civitai allows in a while. */
export const quotaReached = (host: string): Problem =>
  new Problem(
    'quota_reached',
    l10n.t('{0} refuses more downloads for now.', host),
    l10n.t('Wait some hours, then resume the downloads.'),
  );

/** What a server says instead of an answer, such as a login or an error. */
export const webPage = (host: string): Problem => badAnswer(l10n.t('{0} sent a web page.', host));
