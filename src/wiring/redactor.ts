import { Redactor } from '../net/redactor.js';

/** Names of variables whose values nobody else is to read. */
const SECRET_NAME = /key|secret|token|password|passwd|credential|client_id/i;

/** Knows the secrets that the environment holds; those of settings it has to be taught. */
export function knowingSecretsOf(env: Readonly<Record<string, string | undefined>>): Redactor {
  return new Redactor(Object.keys(env).map((name) => (SECRET_NAME.test(name) ? env[name] : undefined)));
}
