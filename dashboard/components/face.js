// What the timeline looks like before anything is drawn: its buttons, its words, its colours.
export const PAGE = `<style>
.timeline, .timeline div { font-family: var(--st-font); color: var(--st-text-color); font-size: .875rem; }
.head { display: flex; flex-wrap: wrap; gap: .1rem .8rem; align-items: baseline; min-height: 1.8rem; }
.told { flex: 1; min-width: 12rem; font-size: .82rem; opacity: .8; }
.tools { display: flex; gap: .3rem; }
svg { display: block; width: 100%; height: 150px; cursor: crosshair; touch-action: pan-y; outline-offset: 2px; user-select: none; }
svg:focus-visible { outline: 2px solid var(--st-primary-color); }
svg text { font-size: 11px; fill: var(--st-text-color); opacity: .75; }
svg .axis { stroke: var(--st-text-color); stroke-opacity: .16; }
svg .tick { stroke: var(--st-text-color); stroke-opacity: .45; }
svg .year { font-weight: 600; opacity: .9; }
svg .thin { fill: var(--st-text-color); fill-opacity: .06; }
svg .thin-word { font-size: 10px; opacity: .6; }
svg .mark { stroke: var(--st-text-color); stroke-opacity: .45; stroke-dasharray: 2 2; }
svg .mark-head { fill: var(--st-text-color); fill-opacity: .65; cursor: help; }
svg .mark-span { fill: var(--st-text-color); fill-opacity: .16; }
svg .outside { fill: var(--st-background-color); fill-opacity: .68; pointer-events: none; }
svg .window { fill: none; stroke: var(--st-primary-color); stroke-width: 1.5; pointer-events: none; }
svg .handle { fill: var(--st-primary-color); cursor: ew-resize; }
svg .frame { fill: var(--st-primary-color); fill-opacity: .18; stroke: var(--st-primary-color); pointer-events: none; }
.player { display: flex; flex-wrap: wrap; gap: .35rem .8rem; align-items: center; padding-top: .35rem; }
button, select { font: inherit; font-size: .82rem; min-height: 1.85rem; color: var(--st-text-color); background: var(--st-background-color);
  border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius); padding: 0 .55rem; cursor: pointer; }
button:hover, button:focus-visible, select:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); outline: none; }
button.play { min-width: 5.4rem; }
[hidden] { display: none !important; }
label { display: inline-flex; gap: .35rem; align-items: center; font-size: .82rem; white-space: nowrap; }
input { accent-color: var(--st-primary-color); margin: 0; }
</style>
<div class="timeline">
<div class="head">
  <b class="unit"></b>
  <span class="told" role="status" aria-live="polite"></span>
  <span class="tools">
    <button type="button" class="out" title="Show a longer time (−)" aria-label="Show a longer time">−</button>
    <button type="button" class="in" title="Show a shorter time (+)" aria-label="Show a shorter time">+</button>
    <button type="button" class="clear" hidden>All dates</button>
  </span>
</div>
<svg tabindex="0" role="slider" aria-label="Time window. Arrows move it, Shift and arrows change its end, Escape takes it off."></svg>
<div class="player" hidden>
  <button type="button" class="back" aria-label="One step back" title="One step back">◂</button>
  <button type="button" class="play" aria-label="Play">▶ Play</button>
  <button type="button" class="next" aria-label="One step on" title="One step on">▸</button>
  <button type="button" class="stop" aria-label="Stop" title="Stop and show all again" hidden>■ Stop</button>
  <label>Step <select class="step"><option value="day">day</option><option value="week" selected>week</option><option value="month">month</option></select></label>
  <label>Shows <select class="trail"><option value="1">one step</option><option value="4" selected>four steps</option><option value="0">all so far</option></select></label>
  <label>Speed <select class="speed"><option value="1">1 a second</option><option value="2">2 a second</option><option value="4" selected>4 a second</option><option value="8">8 a second</option><option value="16">16 a second</option></select></label>
  <label><input type="checkbox" class="loop"> Loop</label>
  <button type="button" class="keep" title="Make this period the dates of the question" hidden>Keep these dates</button>
</div>
</div>`;
