import * as l10n from '@vscode/l10n';
import { mediaType, type Answer, type OpenAnswer } from '../net/answer';
import { notFound, TransientProblem } from '../net/failures';
import { Problem } from '../problem/problem';
import { errorText, jsonOf, statusFailure } from './answers';

/** The words of a refusal are short. */
const MOST_BYTES = 64 * 1024;

/**
 * Why an answer to a download is no file, by the order in which Civitai checks; undefined where it is one.
 * @param origin that of Civitai: an answer of another one is that of the storage that it leads to
 */
export async function downloadRefusal(answer: OpenAnswer, origin: string): Promise<Problem | undefined> {
  const { status, url } = answer;
  const type = mediaType(answer);
  const isOk = status === 200 || status === 206;
  if (isOk && !type.includes('html') && !(type.includes('json') && url.origin === origin)) return undefined;
  const whole = { ...answer, body: await beginning(answer) };
  if (isOk) return type.includes('html') ? loginPage(url.host) : inWords(whole);
  if (url.origin !== origin && isExpired(whole)) return addressExpired(url.host);
  if (status === 401) return isDisabled(whole) ? disabled() : loginNeeded();
  if (status === 403) return forbidden(whole);
  if (status === 404) return notFound(url.host);
  if (status === 410) return gone();
  // Storages have no minutes to wait out, as the API has: each 429 is waited out for longer than the one before.
  return statusFailure(whole, { wait429Ms: undefined });
}

async function beginning(answer: OpenAnswer): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** What storages say of an address whose time is over: 401 or 403, or a 400 with the word. */
const isExpired = ({ status, body }: Answer) =>
  status === 401 ||
  status === 403 ||
  (status === 400 && /expired/i.test(Buffer.from(body).toString('latin1')));

const isDisabled = (answer: Answer) => /disabled downloads/i.test(wordsOf(answer));

/** Both of the texts that a refusal may have. */
function wordsOf(answer: Answer): string {
  const { message } = (jsonOf(answer) ?? {}) as { readonly message?: unknown };
  return [errorText(answer), typeof message === 'string' ? message : '']
    .filter((text) => text !== '')
    .join(': ');
}

function forbidden(answer: Answer): Problem {
  const { error, deadline } = (jsonOf(answer) ?? {}) as {
    readonly error?: unknown;
    readonly deadline?: unknown;
  };
  if (error !== 'Early Access')
    return new Problem(
      'no_access',
      l10n.t('This file is not yours to download: {0}', wordsOf(answer) === '' ? '403' : wordsOf(answer)),
      l10n.t('It may be for those who have paid for it on Civitai.'),
    );
  const day =
    typeof deadline === 'string' && !Number.isNaN(Date.parse(deadline)) ? deadline.slice(0, 10) : undefined;
  return new Problem(
    'early_access',
    day === undefined
      ? l10n.t('This file is in early access.')
      : l10n.t('This file is in early access until {0}.', day),
    l10n.t('Try it again then, or get access to it on Civitai.'),
  );
}

/** Civitai gives another address when it is asked again, so that there is nothing to wait for. */
const addressExpired = (host: string) =>
  new TransientProblem(
    'address_expired',
    l10n.t('{0} no longer takes the address of the file.', host),
    l10n.t('Try again later.'),
    0,
  );

const loginNeeded = () =>
  new Problem(
    'login_required',
    l10n.t('The creator wants you to be logged in to download this.'),
    l10n.t('Set an API token of Civitai.'),
  );

const loginPage = (host: string) =>
  new Problem(
    'login_required',
    l10n.t(
      '{0} sent a web page in place of the file: it needs an API token, or is not yours to download.',
      host,
    ),
    l10n.t('Set an API token of Civitai.'),
  );

const disabled = () =>
  new Problem(
    'downloads_disabled',
    l10n.t('The creator has disabled downloads of this file.'),
    l10n.t('It can only be used on Civitai itself.'),
  );

const gone = () =>
  new Problem(
    'not_found',
    l10n.t('This file was archived: it is gone.'),
    l10n.t('Nothing can be done about it.'),
  );

const inWords = (answer: Answer) =>
  new Problem('bad_answer', l10n.t('{0} sent no file, but: {1}', answer.url.host, wordsOf(answer)), l10n.t('Try again later.')); // prettier-ignore
