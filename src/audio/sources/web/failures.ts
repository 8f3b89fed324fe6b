import { SourceError } from '../../../domain/errors.js';
import { reasonIn } from '../../../domain/system-words.js';
import { oneLine } from '../../../domain/text.js';
import { publicForm } from './address.js';

export interface WebFailureOptions extends ErrorOptions {
  /** It may pass by itself: asking again makes sense. */
  passing?: boolean;
  status?: number;
  /** Epoch milliseconds before which the server doesn't want to be asked again. */
  retryAt?: number | undefined;
}

/** An address that gives nothing; `passing` tells whether it may give it later. */
export class WebFailure extends SourceError {
  readonly passing: boolean;
  readonly status: number | undefined;
  readonly retryAt: number | undefined;
  constructor(message: string, { passing = false, status, retryAt, ...options }: WebFailureOptions = {}) {
    super(message, options);
    this.passing = passing;
    this.status = status;
    this.retryAt = retryAt;
  }
}

/** What an HTTP status says; null when the answer is what was asked for. */
export function failureOf(url: URL, status: number, retryAt?: number): WebFailure | null {
  if (status >= 200 && status < 300) return null;
  const name = `"${publicForm(url)}"`;
  const fail = (what: string, passing = false): WebFailure =>
    new WebFailure(`${name} ${what} (HTTP ${status}).`, { status, passing, retryAt });
  if (status === 404) return fail("doesn't exist");
  if (status === 410) return fail('is gone for good');
  if (status === 401) return fail('wants a user name and password: put them in as https://user:password@host/…');
  if (status === 402) return fail('has to be paid for');
  if (status === 403)
    return fail('is refused to us: the link may have expired, or be meant for another country or login');
  if (status === 407) return fail("can't be reached: the proxy wants a password");
  if (status === 416) return fail("has no such part: it isn't what it was before");
  if (status === 429) return fail("is asked for too often; the server doesn't want us for now", true);
  if (status === 451) return fail('may not be given out, for legal reasons');
  if (status === 408 || status === 425) return fail("wasn't given in time", true);
  if (status >= 500) return fail(`can't be had: ${new URL(url).host} is in trouble`, true);
  return fail("can't be had");
}

/** What broke on the way there or in the middle of the answer. */
export function connectionFailure(url: URL, cause: unknown): WebFailure {
  const { code = '', message = String(cause) } = (cause ?? {}) as NodeJS.ErrnoException;
  const name = `"${publicForm(url)}"`;
  const host = url.hostname;
  const options = { cause, passing: true };
  if (code === 'ENOTFOUND') {
    return new WebFailure(`There is no host "${host}": check the address, and the network.`, { cause });
  }
  if (code === 'EAI_AGAIN') return new WebFailure(`No name server answers for "${host}": check the network.`, options);
  if (code === 'ECONNREFUSED') return new WebFailure(`${url.host} refuses connections: nothing serves there.`, options);
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return new WebFailure(`There is no way to ${url.host}: check the network.`, options);
  }
  if (/^(CERT_|ERR_TLS|DEPTH_ZERO|UNABLE_TO|SELF_SIGNED|ERR_SSL|EPROTO)/.test(code)) {
    return new WebFailure(`The encryption of ${url.host} can't be trusted: ${oneLine(message)}.`, { cause });
  }
  if (/^HPE_/.test(code)) {
    return new WebFailure(`What serves at ${url.host} doesn't speak HTTP: ${oneLine(message)}.`, { cause });
  }
  const what = code === 'ECONNRESET' || message === 'aborted' ? 'the connection was closed' : oneLine(reasonIn(cause));
  return new WebFailure(`${name} broke off: ${what}.`, options);
}
