import { homedir } from 'node:os';

const HIDDEN = '[hidden]';
const BEARER = /\b(Bearer\s+)[\w.~+/=-]+/gi;
const AUTHORIZATION = /\b(authorization["']?\s*[:=]\s*["']?)(?!Bearer\b)[^\s"',;&]+(?: [\w.~+/=-]+)?/gi;
const TOKEN_PARAMETER = /(\b(?:token|api_?key|x-(?:amz|goog)-[a-z-]+)=)[^&\s"']+/gi;
/** What signed addresses of the large storages hold: CloudFront, Azure, Cloudflare and older ones of S3 and Google. */
const SIGNATURE =
  /([?&](?:signature|policy|key-pair-id|awsaccesskeyid|googleaccessid|sig|verify)=)[^&\s"']+/gi;
const USER_IN_ADDRESS = /(\bhttps?:\/\/)[^\s/?#@"']+(?=@)/gi;

/**
 * A text as it may be logged: without tokens, and with `~` for the user's home folder.
 * @param secrets texts to hide wherever they stand
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = [BEARER, AUTHORIZATION, TOKEN_PARAMETER, SIGNATURE, USER_IN_ADDRESS].reduce(
    (rest, pattern) => rest.replace(pattern, `$1${HIDDEN}`),
    text,
  );
  for (const secret of secrets) if (secret !== '') safe = safe.replaceAll(secret, HIDDEN);
  const home = homedir();
  return home.length > 1 ? safe.replaceAll(home, '~') : safe;
}
