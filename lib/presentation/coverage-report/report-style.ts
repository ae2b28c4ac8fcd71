/** How the report looks, on a screen and on paper. */
export const reportStyle = `
:root { color-scheme: light; --text: #1b1f24; --faint: #59636e; --line: #d1d9e0; --head: #f6f8fa; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: #fff; font: 15px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 80rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 2rem; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .6rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
.about { color: var(--faint); margin: 0; }
.finding { font-size: 1.15rem; }
.gaps { border-left: 5px solid #cf222e; background: #ffebe9; padding: .2rem 1.2rem 1rem; }
.gaps h2 { margin-top: .8rem; border: 0; }
section { margin: 1.5rem 0; }
details { margin: .4rem 0; }
summary { cursor: pointer; color: var(--faint); }
figure { margin: 0; }
figcaption { font-weight: 600; margin-bottom: .3rem; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .3rem 0; }
.controls[hidden] { display: none; }
.controls input { flex: 1 1 16rem; max-width: 28rem; padding: .3rem .5rem; font: inherit; border: 1px solid var(--line); border-radius: 6px; }
.controls button { padding: .25rem .7rem; font: inherit; border: 1px solid var(--line); border-radius: 6px; background: var(--head); }
.where { color: var(--faint); min-width: 12rem; text-align: center; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .82rem; }
th, td { padding: .25rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--head); }
th button { all: unset; cursor: pointer; font-weight: 600; white-space: nowrap; }
th button:focus-visible { outline: 2px solid #0a58ca; outline-offset: 2px; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.text { white-space: nowrap; }
@media print { .controls { display: none; } }
`;
