import { createHash } from 'node:crypto';

/** The stylesheet of all pages. The colours of text have a contrast of at least 4.5 to their background (WCAG 2.2, 1.4.3). */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --text: #1b1f24; --quiet: #57606a; --line: #7d8590;
  --strong: #0b5cad; --on-strong: #ffffff; --danger: #a4161a; --note: #e7f0fa; --warning: #fff4d6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1318; --card: #181d24; --text: #e6edf3; --quiet: #a5b0bb; --line: #768390;
    --strong: #7cc0ff; --on-strong: #0a1420; --danger: #ff9a94; --note: #14283d; --warning: #3a2f10;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
header, main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: baseline; justify-content: space-between; }
header p { margin: 0; font-weight: 600; }
main { padding-bottom: 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
a { color: var(--strong); }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; padding: .5rem; background: var(--card); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 0 0 1rem; }
.narrow { max-width: 26rem; }
.note, .error { border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 1rem; background: var(--note); }
.error { background: var(--warning); }
label { display: block; font-weight: 600; margin: 0 0 .25rem; }
input {
  display: block; width: 100%; min-height: 2.75rem; padding: .5rem .75rem; margin: 0 0 1rem; font: inherit;
  color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: .375rem;
}
.code { font: 600 1.5rem/1.5 ui-monospace, monospace; letter-spacing: .1em; text-transform: uppercase; }
button, .button {
  display: inline-block; min-height: 2.75rem; padding: .5rem 1rem; font: inherit; font-weight: 600; text-decoration: none;
  cursor: pointer; color: var(--strong); background: transparent; border: 1px solid currentcolor; border-radius: .375rem;
}
button.strong { color: var(--on-strong); background: var(--strong); border-color: var(--strong); }
button.danger { color: var(--danger); }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0 0; }
dl { margin: 0; }
dt { color: var(--quiet); font-size: .875rem; }
dd { margin: 0 0 .5rem; }
ul.list { list-style: none; margin: 0; padding: 0; }
.quiet { color: var(--quiet); }
`;

/** Changes with the stylesheet, so browsers can keep it for ever. */
export const styleVersion = createHash('sha256').update(style).digest('hex').slice(0, 12);
