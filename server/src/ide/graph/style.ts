/** How pictures look. Colours are variables, so that an editor can give its own; else they follow the reader's scheme. */

export const GRAPH_STYLE = `
.np-picture, .np-matrix, .np-legend, .np-page {
  --fg: var(--np-fg, #1f2328); --muted: var(--np-muted, #656d76); --bg: var(--np-bg, #ffffff); --box: var(--np-box, #ffffff);
  --frame: var(--np-frame, #f3f5f8); --border: var(--np-border, #b6bec8); --accent: var(--np-accent, #0969da);
  --open: var(--np-open, #8c959f); --warn: var(--np-warn, #bc4c00); --condition: var(--np-condition, #8250df);
  --error: var(--np-error, #cf222e); color: var(--fg); font-family: var(--np-font, system-ui, sans-serif);
}
@media (prefers-color-scheme: dark) {
  .np-picture, .np-matrix, .np-legend, .np-page {
    --fg: var(--np-fg, #e6edf3); --muted: var(--np-muted, #9198a1); --bg: var(--np-bg, #0d1117); --box: var(--np-box, #151b23);
    --frame: var(--np-frame, #12171e); --border: var(--np-border, #3d444d); --accent: var(--np-accent, #4493f8);
    --open: var(--np-open, #6e7681); --warn: var(--np-warn, #db8a4c); --condition: var(--np-condition, #ab7df8);
    --error: var(--np-error, #f85149);
  }
}
.np-picture { background: var(--bg); }
.np-picture text { fill: var(--fg); font-size: 13px; }
.np-picture .below, .np-picture .heading, .np-picture .key { fill: var(--muted); font-size: 11px; }
.np-picture .heading { letter-spacing: .04em; }
.np-picture .frame { fill: var(--frame); stroke: none; }
.np-picture .vertex rect.box { fill: var(--box); stroke: var(--border); }
.np-picture .vertex .name { font-weight: 600; }
.np-picture .vertex.unselected rect.box { stroke: var(--warn); stroke-dasharray: 4 3; }
.np-picture .vertex.unselected .below { fill: var(--warn); }
.np-picture .vertex.beyond .name { font-weight: 400; }
.np-picture .bar { fill: var(--accent); }
:is(.np-picture, .np-legend) .edge .line { fill: none; stroke: var(--accent); stroke-width: 1.5; }
.np-picture .edge .hit { fill: none; stroke: transparent; stroke-width: 12; pointer-events: stroke; }
.np-picture .ports { pointer-events: none; }
.np-picture .ports text { font-size: var(--ports-size, 11px); }
.np-picture .ports .ground { fill: var(--bg); opacity: 0.86; }
:is(.np-picture, .np-legend) .edge.open .line { stroke: var(--open); stroke-width: 1.1; }
:is(.np-picture, .np-legend) .edge.conditional .line { stroke: var(--condition); stroke-dasharray: 1.5 3.5; stroke-linecap: round; stroke-width: 2; }
:is(.np-picture, .np-legend) .edge.ambiguous .line { stroke: var(--error); stroke-dasharray: 1.5 3.5; stroke-linecap: round; stroke-width: 2; }
:is(.np-picture, .np-legend) .edge.half-open .line { stroke: var(--warn); stroke-dasharray: 6 4; }
.np-picture .ports.half-open text { fill: var(--warn); }
.np-picture .tip-allowed { fill: var(--accent); }
.np-picture .tip-open { fill: var(--open); }
.np-picture .tip-conditional { fill: var(--condition); }
.np-picture .tip-ambiguous { fill: var(--error); }
.np-picture .tip-half-open { fill: var(--warn); }
/* Smaller than words can be read: names are large, and written over what is behind them. */
.np-picture.small .below, .np-picture.far .ports { display: none; }
.np-picture.small .ports .ground { display: none; }
.np-picture.small .ports text { paint-order: stroke; stroke: var(--bg); stroke-width: 4px; stroke-linejoin: round; }
.np-picture.small .name { paint-order: stroke; stroke: var(--box); stroke-width: 4px; stroke-linejoin: round; }
.np-picture.far .edge .line { stroke-width: 2.2; }
.np-picture.far .edge.half-open .line { stroke-dasharray: 12 9; }
.np-legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0; padding: 0; list-style: none; font-size: 12px; color: var(--muted); }
.np-legend li { display: flex; align-items: center; gap: 6px; }
.np-legend svg { flex: none; }
.np-legend i { flex: none; box-sizing: border-box; border-radius: 3px; }
.np-legend .key-bar { width: 4px; height: 14px; background: var(--accent); }
.np-legend .key-open { width: 22px; height: 14px; border: 1px dashed var(--warn); }
.np-legend .key-cell { width: 22px; height: 14px; }
.np-matrix { border-collapse: separate; border-spacing: 3px; font-size: 13px; }
.np-matrix th { font-weight: 500; text-align: left; white-space: nowrap; padding: 3px 8px; color: var(--fg); }
.np-matrix thead th { vertical-align: bottom; text-align: center; }
/* Heads stay where rows and columns are scrolled, and hide what is below them and between cells. */
.np-matrix thead :is(th, td), .np-matrix tbody th { position: sticky; background: var(--bg); box-shadow: 0 0 0 3px var(--bg); }
.np-matrix thead :is(th, td) { top: var(--np-stick, 0px); z-index: 2; }
.np-matrix tbody th { left: var(--np-stick, 0px); z-index: 1; min-width: 180px; max-width: 230px; white-space: normal; }
.np-matrix thead .corner { left: var(--np-stick, 0px); z-index: 3; vertical-align: bottom; text-align: left; padding: 3px 8px; color: var(--muted); font-size: 11px; white-space: nowrap; }
.np-matrix.dense thead :is(a, span) { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 160px; white-space: normal; text-align: left; overflow-wrap: anywhere; }
.np-matrix.dense thead th { padding: 3px 2px; }
.np-matrix.dense td { min-width: 40px; padding: 1px 3px; }
.np-matrix .below { display: block; font-weight: 400; font-size: 11px; color: var(--muted); }
.np-matrix td .below { color: inherit; }
.np-matrix td { min-width: 64px; height: 34px; text-align: center; border-radius: 4px; font-size: 12px;
  background: color-mix(in srgb, var(--muted) 7%, transparent); }
.np-legend .key-cell { background: color-mix(in srgb, var(--muted) 7%, transparent); }
.np-matrix td.void { background: none; }
:is(.np-matrix td, .key-cell).all { background: color-mix(in srgb, var(--open) 30%, transparent); }
:is(.np-matrix td, .key-cell).some { background: color-mix(in srgb, var(--accent) 22%, transparent); }
:is(.np-matrix td, .key-cell).conditional { background: color-mix(in srgb, var(--condition) 22%, transparent); }
:is(.np-matrix td, .key-cell).half { outline: 1.5px dashed var(--warn); outline-offset: -2px; }
.np-matrix a { color: inherit; text-decoration-color: var(--accent); text-underline-offset: 3px; }
.np-matrix .unselected { color: var(--warn); }
`;
