const MASK = '***';
/** Shorter values would blot out harmless words; no provider's secret is that short. */
const SHORTEST_SECRET = 6;
/** Of a text that is quoted in one line: whole pages come, and a line is made of their beginning. */
const LOOKED_AT = 16_384;
/** Names whose values are secrets wherever they stand: headers, queries, forms, JSON. */
const NAMED =
  /(["']?\b(?:access_secret|access_key|access_token|refresh_token|client_secret|code_verifier|api_?key|api_token|signature|password|x-amz-[a-z-]{1,40})["']?\s*[:=]\s*["']?)([^\s"'&,;}<]+)/gi;
const SCHEMES = /\b(Bearer|Basic)\s+[A-Za-z0-9+/._~=-]{12,}/gi;
const USER_INFO = /(:\/\/)[^\s/?#]*@/g;

/** Takes secrets out of whatever is about to be shown, logged or stored: the values it was told, and what looks like one. */
export class Redactor {
  readonly #values = new Set<string>();

  constructor(secrets: Iterable<string | undefined> = []) {
    for (const secret of secrets) if (secret !== undefined) this.learn(secret);
  }

  /** Tokens become known while running. */
  learn(secret: string): void {
    if (secret.length < SHORTEST_SECRET) return;
    // The forms in which a server, a proxy or a library may hand it back.
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      this.#values.add(form);
    this.#values.add(Buffer.from(secret).toString('base64'));
  }

  redact(text: string): string {
    let clean = text;
    // The longest first: one secret may be the beginning of another.
    for (const value of [...this.#values].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(value, MASK);
    return clean.replace(NAMED, `$1${MASK}`).replace(SCHEMES, `$1 ${MASK}`).replace(USER_INFO, `$1${MASK}@`);
  }

  /** What a server said, fit for one line of a message: no secrets, no control characters, no novels. */
  quote(text: string, longest = 160): string {
    const line = this.redact(text.slice(0, LOOKED_AT))
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim();
    return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
  }
}
