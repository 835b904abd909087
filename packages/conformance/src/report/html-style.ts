/** The look of report.html: light or dark as its reader has it, for narrow windows, and on paper. */
export const htmlStyle = `
:root { color-scheme: light dark; --line: #d5d9e0; --quiet: #5b6472; --pass: #11753b; --must: #b3261e; --should: #8f4e00;
  --choice: #3f5b8c; --skip: #9aa3b0; --panel: #f5f6f8; --page: #fff; --text: #16191d; --link: #1d4f91; }
@media (prefers-color-scheme: dark) { :root { --line: #363c46; --quiet: #a0a9b8; --pass: #5fc98a; --must: #ff8a80;
  --should: #f0b35c; --choice: #9db7e8; --skip: #59616e; --panel: #1d2127; --page: #14171b; --text: #e6e9ee;
  --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.25rem 5rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { font-size: 1.3rem; margin: 3rem 0 .5rem; }
h3 { font-size: 1.1rem; margin: 2rem 0 .25rem; } h4 { font-size: 1rem; margin: 0; } h4::first-letter { text-transform: uppercase; }
p { margin: .25rem 0; } a { color: var(--link); } a:focus-visible, summary:focus-visible { outline: 2px solid var(--link);
  outline-offset: 2px; border-radius: .2rem; }
.verdict { font-size: 1.15rem; } .quiet { color: var(--quiet); } .none { color: var(--quiet); }
.passed { color: var(--pass); } .failed, .must { color: var(--must); } .should { color: var(--should); }
.choice { color: var(--choice); } .skipped { color: var(--quiet); }
.bar { display: flex; gap: 2px; height: .7rem; margin: .9rem 0; border-radius: .35rem; overflow: hidden; }
.bar i { background: currentColor; min-width: 3px; } .bar .skipped { color: var(--skip); }
.tag { border: 1px solid; border-radius: 1rem; padding: .05rem .6rem; font-size: .85rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: 1.75rem 0 0; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem 0 .35rem .75rem; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; }
thead th { color: var(--quiet); font-size: .9rem; vertical-align: bottom; }
th:first-child { text-align: left; padding-left: 0; } td.failed { font-weight: 700; }
article { border: 1px solid var(--line); border-left: .25rem solid var(--must); border-radius: .3rem; padding: .8rem 1rem;
  margin: .8rem 0; scroll-margin: 1rem; }
#failed-should ~ article { border-left-color: var(--should); } #failed-choice ~ article { border-left-color: var(--choice); }
article:target { background: var(--panel); }
summary { cursor: pointer; padding: .15rem 0; } section > details { border-bottom: 1px solid var(--line); padding: .25rem 0; }
.id, pre, code { font: .85rem/1.5 ui-monospace, monospace; } .id { color: var(--quiet); }
pre { background: var(--panel); border-radius: .3rem; padding: .7rem .8rem; margin: .6rem 0; white-space: pre-wrap; }
li { margin: .2rem 0; } ul { margin: .35rem 0; padding-left: 1.25rem; } .exchanges details { margin-left: 1rem; }
@media (max-width: 36rem) { body { padding: 1.25rem .9rem 3rem; } h1 { font-size: 1.35rem; } }
@media print { body { max-width: none; } article, li { break-inside: avoid; } }
`;
