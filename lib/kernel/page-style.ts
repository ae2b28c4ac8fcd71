/** How an exported notebook looks, on a screen and on paper. */
export const pageStyle = `
:root { color-scheme: light; --text: #1b1f24; --faint: #59636e; --line: #d1d9e0; --code: #f6f8fa; --link: #0a58ca; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: #fff; font: 16px/1.6 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1, h2, h3 { line-height: 1.25; margin: 2em 0 .6em; }
h1 { font-size: 2rem; margin-top: 0; }
h2 { font-size: 1.4rem; padding-bottom: .3em; border-bottom: 1px solid var(--line); }
a { color: var(--link); }
.prose { max-width: 46rem; }
.cell { margin: 1.2rem 0; }
.prompt { color: var(--faint); font: .75rem ui-monospace, Menlo, Consolas, monospace; margin-bottom: .2rem; }
pre { margin: 0; padding: .7rem .9rem; overflow-x: auto; font: .85rem/1.5 ui-monospace, Menlo, Consolas, monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; }
.prose pre, pre.code { background: var(--code); border: 1px solid var(--line); border-radius: 6px; }
.prose code:not(pre code) { background: var(--code); border-radius: 4px; padding: .1em .35em; font-size: .9em; }
.output { margin: .4rem 0 0 .9rem; overflow-x: auto; }
.output pre { padding: .3rem .9rem; }
.output pre.stderr { background: #fff8e6; }
.output pre.error { background: #ffebe9; color: #a40e26; border-left: 4px solid #cf222e; }
.output img, .output svg:not(.js-plotly-plot svg) { max-width: 100%; height: auto; }
table { border-collapse: collapse; margin: .6rem 0; font-size: .9rem; }
th, td { padding: .35rem .75rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--code); }
blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: 4px solid var(--line); color: var(--faint); }
details { border: 1px solid var(--line); border-radius: 6px; padding: .5rem .9rem; }
.comment { color: #59636e; font-style: italic; }
.string { color: #0a3069; }
.number { color: #0550ae; }
.keyword { color: #b3173a; }
.note { color: var(--faint); }
@media print { main { max-width: none; padding: 0; } .cell, table, img { break-inside: avoid; }
  .output, .output div { overflow: visible !important; } td { white-space: normal !important; overflow-wrap: anywhere; } }
`;
