import type { HeatMap } from "@tradetower/api/contract"
import { heatMap } from "../simulation/heat-map.ts"
import {
  heatScale,
  type HeatScale,
  minusPath,
  type SweepAxis,
  type SweepResult,
  type SweepRow,
  ticksAmong,
  tonePaths,
  tonesOf
} from "@tradetower/domain/simulation"
import { type BotSettings, fieldsOf } from "@tradetower/domain/strategy"
import { endOfSet } from "./end-of-set.ts"
import { grouped, signed } from "./figures.ts"
import { escaped, pageOf, settingsOf, tone } from "./report-page.ts"
import { heatStyle } from "./report-style.ts"

/** Sets a page lists; the JSON beside it has all. */
const SETS = 100
const WIDTH = 472
/** Room for half a number right of the last column. */
const RIGHT = 12
const HEIGHT = 280
const LEFT = 64
const FOOT = 20
const TICKS = 4

const ticks = (values: ReadonlyArray<string>, at: (place: number) => string): string =>
  ticksAmong(values.length, TICKS)
    .map((place) => `<text ${at((place + 0.5) / values.length)}>${grouped(values[place] ?? "")}</text>`)
    .join("")

const mapOf = ({ x, y }: HeatMap, cells: HeatMap["chosenOn"], scale: HeatScale, title: string): string => {
  const [across, up] = [x.values.length, y.values.length]
  const tones = [...tonePaths(cells, scale)].map(([name, path]) => `<path data-tone="${name ?? "none"}" d="${path}"/>`)
  const minus = scale.diverging ? `<path class="minus" d="${minusPath(cells)}"/>` : ""
  const side = (share: number) => `x="${LEFT - 6}" y="${((1 - share) * HEIGHT + 4).toFixed(1)}" text-anchor="end"`
  const foot = (share: number) =>
    `x="${(LEFT + share * (WIDTH - LEFT - RIGHT)).toFixed(1)}" y="${HEIGHT + FOOT - 4}" text-anchor="middle"`
  return (
    `<figure><figcaption class="soft">${title}</figcaption>` +
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT + FOOT}" role="img" aria-label="${title}; the table below holds the same sets">` +
    `<svg class="cells" x="${LEFT}" width="${WIDTH - LEFT - RIGHT}" height="${HEIGHT}" viewBox="0 0 ${across} ${up}" preserveAspectRatio="none">` +
    `${tones.join("")}${minus}</svg>${ticks(y.values, side)}${ticks(x.values, foot)}</svg></figure>`
  )
}

/** The return over the first two axes, where sets were chosen and held out; nothing where there is one axis. */
const mapsOf = ({ by, rows }: SweepResult, axes: ReadonlyArray<SweepAxis>, titleOf: (field: string) => string) => {
  const [x, y] = axes
  if (x === undefined || y === undefined) return ""
  const map = heatMap(rows, x.field, y.field, "RETURN", by)
  const values = [...map.chosenOn, ...map.heldOut].flat().flatMap((cell) => (cell === null ? [] : [Number(cell)]))
  const scale = heatScale(values, false)
  if (scale === undefined) return ""
  const swatches = tonesOf(scale).map(
    (name) => `<svg viewBox="0 0 1 1"><path d="M0 0h1v1h-1z" data-tone="${name}"/></svg>`
  )
  const [low, high] = [scale.low, scale.high].map((end) => `${signed(end.toFixed(2))} %`)
  const key = scale.diverging ? "blue gained, orange (with a minus) lost" : "the stronger, the further from the weakest"
  return `<h2>Return by ${escaped(titleOf(y.field))} (up) and ${escaped(titleOf(x.field))} (across)</h2>
<p class="soft">${low}<span class="tones" aria-hidden="true">${swatches.join("")}</span>${high}: ${key}. Empty cells can't run.</p>
<div class="maps">${mapOf(map, map.chosenOn, scale, "First two thirds: what sets are ranked by")}${mapOf(map, map.heldOut, scale, "Held-out last third")}</div>`
}

const rowOf = (row: SweepRow, place: number, fields: ReadonlyArray<string>): string => {
  const { chosenOn, heldOut, values } = row
  const percent = (value: string | undefined) =>
    value === undefined ? "<td>-</td>" : `<td class="${tone(value)}">${signed(value)} %</td>`
  const ended = endOfSet(row) ?? ""
  const own = fields.map((field) => `<td>${grouped(values[field] ?? "")}</td>`).join("")
  return (
    `<tr><td>${place + 1}</td>${own}${percent(chosenOn?.totalPercent)}<td>${chosenOn?.drawdownPercent ?? "-"} %</td>` +
    `<td>${chosenOn?.sharpe ?? "-"}</td><td>${grouped(String(chosenOn?.fills ?? 0))}</td>${percent(heldOut?.totalPercent)}<td>${escaped(ended)}</td></tr>`
  )
}

/** One page of a sweep that needs nothing else: its warning, a map of two settings, the best sets, the settings. */
export const sweepReportOf = (
  title: string,
  settings: BotSettings,
  axes: ReadonlyArray<SweepAxis>,
  result: SweepResult
): string => {
  const known = fieldsOf(settings._tag)
  const titleOf = (field: string): string => known.find(({ name }) => name === field)?.note.title ?? field
  const fields = axes.map(({ field }) => field)
  const ran = result.rows.filter(({ chosenOn }) => chosenOn !== undefined)
  const refused = result.rows.find(({ problem }) => problem !== undefined)
  const shown = ran.slice(0, SETS)
  const head = [
    "Rank",
    ...fields.map(titleOf),
    "Return",
    "Max drawdown",
    "Sharpe ratio",
    "Fills",
    "Held out",
    "At the end"
  ]
  const heads = head.map((name) => `<th scope="col">${escaped(name)}</th>`).join("")
  const refusal =
    refused === undefined
      ? ""
      : `<p class="warn">${grouped(String(result.rows.length - ran.length))} of ${grouped(String(result.rows.length))} sets can't run: ${escaped(refused.problem ?? "")}</p>`
  const table =
    shown.length === 0
      ? ""
      : `<h2>${shown.length < ran.length ? `The best ${shown.length} of ${grouped(String(ran.length))}` : grouped(String(ran.length))} sets</h2>
<div class="scroll" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>${shown.map((row, place) => rowOf(row, place, fields)).join("")}</tbody></table></div>`
  return pageOf(
    title,
    heatStyle,
    `<p class="warn">${escaped(result.warning)}</p>${refusal}
${mapsOf(result, axes, titleOf)}
${table}
${settingsOf(settings)}`
  )
}
