/** One line of a chart: a value for each point, in the chart's own unit. */
export interface Line {
  readonly className: string
  readonly values: ReadonlyArray<number>
}

export interface Chart {
  /** What it shows, for those who don't see it. */
  readonly label: string
  /** Times of the points, ms, ascending. */
  readonly at: ReadonlyArray<number>
  readonly lines: ReadonlyArray<Line>
  /** Between two lines: what may have been. */
  readonly band?: { readonly low: ReadonlyArray<number>; readonly high: ReadonlyArray<number> }
  /** Filled down from zero, as a fall is. */
  readonly filled?: boolean
  /** Marks at the foot: when, and of which kind. */
  readonly marks?: ReadonlyArray<{ readonly at: number; readonly className: string }>
  readonly height: number
  readonly unit: string
}

/** How wide a chart is drawn, and how many times stand below it: for a desk and for a phone. */
const sizes = [
  { name: "wide", width: 960, times: 5 },
  { name: "narrow", width: 340, times: 3 }
] as const
const LEFT = 64
const FOOT = 22
const TOP = 8

/** Round values between two, about four of them. */
const ticksBetween = (low: number, high: number): ReadonlyArray<number> => {
  const rough = (high - low) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? rough
  const first = Math.ceil(low / step) * step
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step)
}

const shown = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 2 })

const DAY = 86_400_000

/** A moment below a chart: its day, and its time where a day alone would come again. */
const timeText = (at: number, span: number): string => {
  const iso = new Date(at).toISOString()
  return span < 6 * DAY ? `${iso.slice(5, 10)} ${iso.slice(11, 16)}` : iso.slice(0, 10)
}

/** A mark at the foot: up for what was bought, down for what was sold, each in a row of its own. */
const markAt = (x: number, foot: number, up: boolean): string =>
  up ? `M${(x - 3).toFixed(1)} ${foot}l3 -5l3 5z` : `M${(x - 3).toFixed(1)} ${foot - 12}l3 5l3 -5z`

/** A chart as SVG in each size, of which the page shows the fitting one. */
export const chartOf = (chart: Chart): string => sizes.map((size) => drawn(chart, size)).join("")

/** A chart as SVG, styled by the page's own classes. */
const drawn = (
  { at, band, filled = false, height, label, lines, marks = [], unit }: Chart,
  size: (typeof sizes)[number]
): string => {
  const all = [
    ...lines.flatMap(({ values }) => values),
    ...(band?.low ?? []),
    ...(band?.high ?? []),
    ...(filled ? [0] : [])
  ]
  let low = Math.min(...all)
  let high = Math.max(...all)
  if (low === high) [low, high] = [low - 1, high + 1]
  const room = filled ? 0 : (high - low) * 0.05
  low -= room
  high += room
  const first = at[0] ?? 0
  const span = Math.max(1, (at.at(-1) ?? 0) - first)
  const x = (time: number) => LEFT + ((time - first) / span) * (size.width - LEFT - 8)
  const y = (value: number) => TOP + ((high - value) / (high - low)) * (height - TOP - FOOT)
  const point = (value: number, i: number) => `${x(at[i] ?? 0).toFixed(1)},${y(value).toFixed(1)}`
  const path = (values: ReadonlyArray<number>) => `M${values.map(point).join("L")}`
  const grid = ticksBetween(low, high).map(
    (value) =>
      `<line class="grid" x1="${LEFT}" x2="${size.width}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/>` +
      `<text x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${shown(value)}${unit}</text>`
  )
  const days = Array.from({ length: size.times }, (_, i) => first + (span * (i + 0.5)) / size.times).map(
    (time) => `<text x="${x(time).toFixed(1)}" y="${height - 4}" text-anchor="middle">${timeText(time, span)}</text>`
  )
  const between =
    band === undefined
      ? ""
      : `<path class="band" d="${path(band.high)}L${band.low.map(point).toReversed().join("L")}Z"/>`
  const paths = lines.map(({ className, values }) => {
    const area = filled
      ? `<path class="area ${className}" d="${path(values)}L${x(at.at(-1) ?? 0)},${y(0)}L${x(first)},${y(0)}Z"/>`
      : ""
    return `${area}<path class="line ${className}" d="${path(values)}"/>`
  })
  const foot = height - FOOT
  const ticks = marks.map(
    (mark) => `<path class="mark ${mark.className}" d="${markAt(x(mark.at), foot, mark.className === "buy")}"/>`
  )
  return (
    `<svg class="${size.name}" viewBox="0 0 ${size.width} ${height}" role="img" aria-label="${label}" data-left="${LEFT}" data-right="8">` +
    `${grid.join("")}${days.join("")}${between}${paths.join("")}${ticks.join("")}` +
    `<line class="cursor" x1="0" x2="0" y1="${TOP}" y2="${foot}"/></svg>`
  )
}
