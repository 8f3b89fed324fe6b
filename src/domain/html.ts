import { plain } from './text.js';

/** The page is whole in itself, and its own policy forbids it to load or run anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = `
  :root { color-scheme: light dark; --quiet: #5c6470; --line: #d9dde3; --link: #0b57b0; --bar: #4c8edb; --back: #fff; --ink: #16191d; }
  @media (prefers-color-scheme: dark) {
    :root { --quiet: #9aa4b2; --line: #2c333d; --link: #8ab8f5; --bar: #3f74b5; --back: #14171b; --ink: #e6e9ed; }
  }
  * { box-sizing: border-box; }
  body { margin: 0 auto; max-width: 50rem; padding: 1rem; background: var(--back); color: var(--ink);
    font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  h1 { font-size: 1.4rem; line-height: 1.25; margin: .5rem 0 1rem; }
  p { margin: 0; }
`;

/** A page that opens without a network, light or dark, as wide as what it is read on. `style` and `body` are HTML already. */
export const htmlPage = (title: string, style: string, body: string): string =>
  htmlDocument({ title, policy: POLICY, style: STYLE + style, body: `<h1>${escaped(title)}</h1>\n${body}` });

/** A whole page. All but the title is HTML already. */
export function htmlDocument(page: { title: string; policy: string; style: string; body: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${page.policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(page.title)}</title>
<style>${page.style}</style>
</head>
<body>
${page.body}
</body>
</html>
`;
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Anybody's text, as text of a page or in quotes of an attribute. */
export const escaped = (text: string): string => plain(text).replace(/[&<>"']/g, (sign) => SIGNS[sign]!);
