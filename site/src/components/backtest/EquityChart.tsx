import type { BacktestResult } from "../../client/contract.ts"
import { fixed, signed } from "../../format/number.ts"
import { dateAndMinute } from "../../format/time.ts"
import { Key, pathOf } from "./chart-lines.tsx"
import { useReading } from "./use-chart-reading.ts"

type Point = BacktestResult["equity"][number]

const WIDTH = 1_000
const HEIGHT = 260
const FALL = 80

/** Where the curves lie. Drawn, so it may use floats. */
const drawn = (points: ReadonlyArray<Point>) => {
  const start = Number(points[0]?.worth ?? 0)
  const all = points.flatMap(({ worth, holding, best, worst }) => [worth, holding, best ?? worth, worst ?? worth])
  const values = all.map(Number)
  const low = Math.min(...values)
  const high = Math.max(...values)
  const room = (high - low || 1) * 0.06
  const first = points[0]?.at ?? 0
  const length = (points[points.length - 1]?.at ?? 1) - first || 1
  const x = (at: number) => ((at - first) / length) * WIDTH
  const y = (value: number) => (1 - (value - low + room) / (high - low + 2 * room)) * HEIGHT
  const line = (of: (point: Point) => string) => pathOf(points.map((point) => [x(point.at), y(Number(of(point)))]))
  const deepest = Math.max(0.01, ...points.map(({ drawdownPercent }) => Number(drawdownPercent)))
  const falls = points.map(({ at, drawdownPercent }) => [x(at), (Number(drawdownPercent) / deepest) * FALL] as const)
  const hasBand = points.some(({ best, worst }) => best !== worst)
  const upper = points.map(({ at, best, worth }) => [x(at), y(Number(best ?? worth))] as const)
  const lower = points.map(({ at, worst, worth }) => [x(at), y(Number(worst ?? worth))] as const)
  return {
    x,
    start: y(start),
    worth: line(({ worth }) => worth),
    holding: line(({ holding }) => holding),
    band: hasBand ? `${pathOf(upper)}${pathOf(lower.toReversed()).replace("M", "L")}Z` : undefined,
    falls: `${pathOf(falls)}L${WIDTH} 0L0 0Z`,
    low,
    high,
    deepest
  }
}

/** What the run was worth over time against holding, with the band, and below it how far it had fallen. */
export const EquityChart = ({ points, unit }: { points: ReadonlyArray<Point>; unit: string }) => {
  const { handlers, point, pointed } = useReading(points.length)
  const { x, start, worth, holding, band, falls, low, high, deepest } = drawn(points)
  const shown = points[point]
  const cross = pointed === undefined || shown === undefined ? undefined : x(shown.at)
  return (
    <div className="equity">
      <p className="equity-read">
        {shown !== undefined && (
          <>
            <span className="soft">{dateAndMinute(shown.at)}</span>{" "}
            <strong className="figure">{fixed(shown.worth, 2)}</strong>{" "}
            <span className="soft">
              {unit} · holding {fixed(shown.holding, 2)} · below its high {fixed(shown.drawdownPercent, 2)} %
              {shown.best !== undefined &&
                shown.worst !== undefined &&
                shown.best !== shown.worst &&
                ` · between ${fixed(shown.worst, 2)} and ${fixed(shown.best, 2)}`}
            </span>
          </>
        )}
      </p>
      <div
        className="equity-charts"
        role="slider"
        tabIndex={0}
        aria-label="Worth over time"
        aria-valuemin={0}
        aria-valuemax={points.length - 1}
        aria-valuenow={point}
        aria-valuetext={
          shown && `${dateAndMinute(shown.at)}: ${fixed(shown.worth, 2)} ${unit}, holding ${fixed(shown.holding, 2)}`
        }
        {...handlers}
      >
        <div className="equity-scale soft" aria-hidden="true">
          <span>{fixed(high.toFixed(2), 2)}</span>
          <span>{fixed(low.toFixed(2), 2)}</span>
        </div>
        <svg className="worth" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          {band !== undefined && <path className="band" d={band} />}
          <line className="zero" x1="0" x2={WIDTH} y1={start} y2={start} />
          <path className="holding" d={holding} />
          <path className="curve" d={worth} />
          {cross !== undefined && <line className="cross" x1={cross} x2={cross} y1="0" y2={HEIGHT} />}
        </svg>
        <svg className="fall" viewBox={`0 0 ${WIDTH} ${FALL}`} preserveAspectRatio="none" aria-hidden="true">
          <path d={falls} />
          {cross !== undefined && <line className="cross" x1={cross} x2={cross} y1="0" y2={FALL} />}
        </svg>
        <div className="fall-scale soft" aria-hidden="true">
          {signed((-deepest).toFixed(2))} %
        </div>
      </div>
      <p className="keys soft">
        <Key look="worth">This bot</Key>
        <Key look="holding">Holding</Key>
        {band !== undefined && <Key look="band">Depending on the order of prices inside a candle</Key>}
        <Key look="fall">Below its high</Key>
      </p>
    </div>
  )
}
