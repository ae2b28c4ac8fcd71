/** How the report looks, on a screen and on paper. */
export const reportStyle = `
:root { color-scheme: light dark; --ground: #fff; --text: #1b1f24; --faint: #59636e; --line: #d1d9e0; --head: #f6f8fa; --focus: #0a58ca; --shadow: #1b1f2440; --alarm: #cf222e; --alarm-ground: #ffebe9; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0d1117; --text: #e6edf3; --faint: #9da7b1; --line: #3d444d; --head: #161b22; --focus: #6cb6ff; --shadow: #f0f6fc40; --alarm: #f85149; --alarm-ground: #3a1418; }
}
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: var(--ground); font: 15px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
main { max-width: 80rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { font-size: 2rem; margin: 0 0 .3rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .6rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
.about { color: var(--faint); margin: 0; }
.finding { font-size: 1.15rem; }
.gaps { border-left: 5px solid var(--alarm); background: var(--alarm-ground); padding: .2rem 1.2rem 1rem; }
.gaps h2 { margin-top: .8rem; border: 0; }
section { margin: 1.5rem 0; }
details { margin: .4rem 0; }
summary { cursor: pointer; color: var(--faint); }
figure { margin: 0; }
figcaption { font-weight: 600; margin-bottom: .3rem; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .3rem 0; }
.controls[hidden] { display: none; }
.controls input { flex: 1 1 16rem; max-width: 28rem; padding: .3rem .5rem; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; }
.controls input::placeholder { color: var(--faint); }
.controls button { padding: .25rem .7rem; font: inherit; color: inherit; border: 1px solid var(--line); border-radius: 6px; background: var(--head); }
.controls button:disabled { color: var(--faint); opacity: .6; }
.where { color: var(--faint); min-width: 12rem; text-align: center; }
/* A chart keeps its white ground: its colours were measured on white. */
.runbook-chart { border-radius: 8px; overflow: hidden; padding-bottom: 8px; }
.more { color: var(--faint); font-size: .85rem; margin: .2rem 0; min-height: 1.3em; }
.frame { position: relative; }
.frame::after { content: ""; position: absolute; inset: 0 0 0 auto; width: 1.6rem; pointer-events: none; background: linear-gradient(to left, var(--shadow), transparent); opacity: 0; }
.frame[data-more]::after { opacity: 1; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 2px solid var(--focus); }
/* The borders of collapsed cells don't go along with a column that stays. */
table { border-collapse: separate; border-spacing: 0; font-size: 13px; line-height: 20px; }
.sortable table { border-top: 1px solid var(--line); border-left: 1px solid var(--line); }
.sortable th, .sortable td { padding: 4px 10px; border: solid var(--line); border-width: 0 1px 1px 0; text-align: left; vertical-align: top; }
.sortable th { background: var(--head); vertical-align: bottom; }
.sortable th:first-child, .sortable td:first-child { position: sticky; left: 0; z-index: 1; max-width: 45vw; overflow-wrap: anywhere; }
.sortable td:first-child { background: var(--ground); }
th button { all: unset; cursor: pointer; font-weight: 600; }
th button:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.sortable td.number, .sortable th.number { text-align: right; font-variant-numeric: tabular-nums; }
.sortable td.text { white-space: nowrap; }
.sortable td.long { white-space: normal; min-width: 14rem; max-width: 26rem; overflow-wrap: anywhere; }
@media (max-width: 40rem) { main { padding: 1.2rem .8rem 3rem; } .sortable td.long { min-width: 9rem; } }
@media print { .controls, .more, .frame::after { display: none; } .scroll { overflow: visible; } .sortable td { white-space: normal !important; overflow-wrap: anywhere; } }
`;
