/** The look of report.html: light or dark as its reader has it, and on paper. */
export const htmlStyle = `
:root { color-scheme: light dark; --line: #d5d9e0; --quiet: #5b6472; --pass: #11753b; --fail: #b3261e; --skip: #7a6210;
  --panel: #f5f6f8; --page: #fff; --text: #16191d; }
@media (prefers-color-scheme: dark) { :root { --line: #363c46; --quiet: #a0a9b8; --pass: #5fc98a; --fail: #ff8a80;
  --skip: #d9bd55; --panel: #1d2127; --page: #14171b; --text: #e6e9ee; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
p, dl { margin: .25rem 0; } .quiet { color: var(--quiet); } a { color: inherit; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; }
th + th, td + td { text-align: right; }
details { border-bottom: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; }
.passed { color: var(--pass); } .failed { color: var(--fail); } .skipped { color: var(--skip); }
.word { display: inline-block; min-width: 4.5rem; font-weight: 600; }
.id, pre { font: .85rem/1.45 ui-monospace, monospace; } .id { color: var(--quiet); }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .3rem; padding: .75rem; margin: .5rem 0;
  white-space: pre-wrap; }
li { margin: .15rem 0; } ul { margin: .35rem 0; padding-left: 1.25rem; }
@media print { details { break-inside: avoid; } }
`;
