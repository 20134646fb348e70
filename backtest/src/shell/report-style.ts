import { TONES } from "@tradetower/domain/simulation"

/** The report's look: light and dark by the reader's own setting. */
export const reportStyle = `
:root{color-scheme:light dark;--ground:light-dark(#f6f6f3,#0c0e12);--surface:light-dark(#fff,#13161c);
--line:light-dark(#e5e4de,#232831);--text:light-dark(#15181e,#e9ebef);--soft:light-dark(#5a606b,#99a2b0);
--accent:light-dark(#2c48d2,#93a6ff);--up:light-dark(#07754a,#45cf92);--down:light-dark(#bd2530,#ff7b7b);
--warn:light-dark(#875400,#e9b552)}
*{box-sizing:border-box;margin:0}
body{background:var(--ground);color:var(--text);font:14px/20px system-ui,-apple-system,"Segoe UI",sans-serif;
font-variant-numeric:tabular-nums;padding:32px 16px;max-width:1040px;margin:auto}
h1{font-size:20px;line-height:28px;letter-spacing:-.01em}h2{font-size:14px;margin:32px 0 8px}
.soft{color:var(--soft)}.up{color:var(--up)}.down{color:var(--down)}
.warn{color:var(--warn);margin-top:8px}
.head{display:flex;flex-wrap:wrap;gap:8px 40px;margin-top:20px}
.head div{display:grid}.head b{font-size:28px;line-height:36px;font-weight:600;letter-spacing:-.02em}
figure{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:12px 8px;margin:0;position:relative}
svg{display:block;width:100%;height:auto}svg.narrow{display:none}svg text{fill:var(--soft);font-size:11px}
.grid{stroke:var(--line)}.line{fill:none;stroke-width:1.5;stroke-linejoin:round}
.worth{stroke:var(--accent)}.holding{stroke:var(--soft);stroke-dasharray:4 3}.fall{stroke:var(--down)}
.area{stroke:none;fill:var(--down);opacity:.12}.band{fill:var(--accent);opacity:.14}
.buy{fill:var(--up)}.sell{fill:var(--down)}.cursor{stroke:var(--soft);visibility:hidden}
.legend{display:flex;flex-wrap:wrap;gap:4px 20px;color:var(--soft);font-size:12px;padding:0 8px 4px;min-height:20px}
.legend i{display:inline-block;width:14px;height:0;border-top:2px solid var(--accent);margin-right:6px;vertical-align:middle}
.legend .h i{border-top:2px dashed var(--soft)}.legend .b i{border-top:8px solid var(--accent);opacity:.2}
table{border-collapse:collapse;width:100%}td,th{padding:6px 12px;text-align:right;border-bottom:1px solid var(--line);font-weight:400}
th{color:var(--soft);font-size:12px}td:first-child,th:first-child{text-align:left}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:0 32px}
.figures div{display:flex;justify-content:space-between;gap:16px;padding:6px 0;border-bottom:1px solid var(--line)}
.scroll{max-height:480px;overflow:auto;background:var(--surface);border:1px solid var(--line);border-radius:10px}
.scroll th{position:sticky;top:0;background:var(--surface)}
pre{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:12px 16px;overflow:auto;
font:12px/18px ui-monospace,"SF Mono","Liberation Mono",monospace}
@media(max-width:640px){body{padding:16px 12px}svg.wide{display:none}svg.narrow{display:block}figure{padding:8px 4px}
.head{gap:8px 24px}.head b{font-size:20px;line-height:28px}.legend{min-height:60px}
.figures{grid-template-columns:minmax(0,1fr)}td,th{padding:6px 8px;white-space:nowrap}}`

/** Adds the look of a sweep's map: the tones of its scale. */
export const heatStyle = `
:root{--heat-up:light-dark(#08519c,#8cc2ff);--heat-down:light-dark(#b34700,#ff9c47);--heat-zero:light-dark(#e6e4dc,#2b313b)}
.cells{shape-rendering:crispEdges}.minus{stroke:var(--text);opacity:.7;fill:none;vector-effect:non-scaling-stroke}
.maps{display:grid;margin-top:8px;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:16px}
.tones{display:inline-flex;vertical-align:middle;margin:0 8px;border:1px solid var(--line)}.tones svg{width:14px;height:14px}
[data-tone="0"]{fill:var(--heat-zero)}[data-tone="none"]{fill:none}
${[1, -1]
  .flatMap((sign) =>
    Array.from({ length: TONES }, (_, i) => {
      const side = sign > 0 ? "up" : "down"
      const share = Math.round(((i + 1) / TONES) * 100)
      return `[data-tone="${sign * (i + 1)}"]{fill:color-mix(in oklab,var(--heat-${side}) ${share}%,var(--heat-zero))}`
    })
  )
  .join("")}`

/** Shows the values under the pointer, of all charts at once. */
export const reportScript = `
const points=JSON.parse(document.getElementById("points").textContent),said=document.querySelector("[data-said]"),plain=said.innerHTML;
for(const svg of document.querySelectorAll("svg"))svg.addEventListener("pointermove",e=>{
const box=svg.getBoundingClientRect(),wide=svg.viewBox.baseVal.width,x=(e.clientX-box.left)/box.width*wide,left=+svg.dataset.left,right=+svg.dataset.right;
const share=Math.min(1,Math.max(0,(x-left)/(wide-left-right))),first=points[0][0],time=first+share*(points.at(-1)[0]-first);
let i=points.findIndex(p=>p[0]>=time);if(i<0)i=points.length-1;const[at,worth,holding,fall,low,high]=points[i];
for(const c of document.querySelectorAll(".cursor")){const at2=left+(at-first)/(points.at(-1)[0]-first||1)*(wide-left-right);c.setAttribute("x1",at2);c.setAttribute("x2",at2);c.style.visibility="visible"}
said.textContent=new Date(at).toISOString().slice(0,16).replace("T"," ")+" UTC   bot "+worth+(low?" ("+low+" to "+high+")":"")+"   holding "+holding+"   below its high "+fall+" %"});
document.addEventListener("pointerleave",()=>{said.innerHTML=plain})`
