import type { BacktestResult } from "../../client/contract.ts"
import { signed } from "../../format/number.ts"
import { exact, span } from "../../format/time.ts"
import { Key, pathOf } from "./chart-lines.tsx"
import { useReading } from "./use-chart-reading.ts"

const WIDTH = 1_000
const HEIGHT = 260
/** Moments that can be read. */
const POINTS = 400

/** A run's return in percent at a time since it began. Drawn, so it may use floats. */
const returnsOf = ({ equity }: BacktestResult) => {
  const first = Number(equity[0]?.worth ?? 1)
  const begin = equity[0]?.at ?? 0
  return equity.map(({ at, worth }) => ({ after: at - begin, percent: (Number(worth) / first - 1) * 100 }))
}

/** What a curve stands at after a time, in words: its newest point by then. */
const standing = (points: ReturnType<typeof returnsOf>, after: number): string => {
  const { percent = 0 } = points.findLast((one) => one.after <= after) ?? {}
  const ended = after > (points[points.length - 1]?.after ?? 0)
  return `${ended ? "ended at " : ""}${signed(percent.toFixed(2))} %`
}

/** The returns of two runs over one scale, from the moment each began. */
export const TwoCurves = ({ first, second }: { first: BacktestResult; second: BacktestResult }) => {
  const { handlers, point, pointed } = useReading(POINTS)
  const curves = [returnsOf(first), returnsOf(second)] as const
  const length = Math.max(1, ...curves.map((points) => points[points.length - 1]?.after ?? 0))
  const percents = curves.flat().map(({ percent }) => percent)
  const [low, high] = [Math.min(0, ...percents), Math.max(0, ...percents)]
  const room = (high - low || 1) * 0.06
  const x = (after: number) => (after / length) * WIDTH
  const y = (percent: number) => (1 - (percent - low + room) / (high - low + 2 * room)) * HEIGHT
  const after = (point / (POINTS - 1)) * length
  const [one, other] = curves.map((points) => standing(points, after))
  const same = first.from === second.from
  const when = same ? exact(first.from + after) : `${span(after)} after it began`
  return (
    <div className="equity">
      <p className="equity-read">
        <span className="soft">{when}</span> <strong className="figure">first {one}</strong>{" "}
        <strong className="figure">second {other}</strong>
      </p>
      <div
        className="equity-charts"
        role="slider"
        tabIndex={0}
        aria-label="Return of both over time"
        aria-valuemin={0}
        aria-valuemax={POINTS - 1}
        aria-valuenow={point}
        aria-valuetext={`${when}: first ${one}, second ${other}`}
        {...handlers}
      >
        <div className="equity-scale soft" aria-hidden="true">
          <span>{signed(high.toFixed(2))} %</span>
          <span>{signed(low.toFixed(2))} %</span>
        </div>
        <svg className="worth" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <line className="zero" x1="0" x2={WIDTH} y1={y(0)} y2={y(0)} />
          <path className="curve" d={pathOf(curves[0].map((one) => [x(one.after), y(one.percent)]))} />
          <path className="second" d={pathOf(curves[1].map((one) => [x(one.after), y(one.percent)]))} />
          {pointed !== undefined && <line className="cross" x1={x(after)} x2={x(after)} y1="0" y2={HEIGHT} />}
        </svg>
      </div>
      <p className="keys soft">
        <Key look="worth">First</Key>
        <Key look="second">Second</Key>
      </p>
    </div>
  )
}
