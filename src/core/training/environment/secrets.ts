const SECRET_NAME = /TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|ACCESS_?KEY|AUTH/i;
/** A shorter value is a switch such as `1`, and stands in many texts. */
const LEAST_LENGTH = 6;

/** Takes the secrets of an environment out of a text of another program. */
export function hideSecrets(
  env: Readonly<Record<string, string | undefined>> = process.env,
): (text: string) => string {
  const secrets = Object.entries(env)
    .filter(([name, value = '']) => SECRET_NAME.test(name) && value.length >= LEAST_LENGTH)
    .map(([, value = '']) => value)
    // One may be the beginning of another.
    .sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
}
