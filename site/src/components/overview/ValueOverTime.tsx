import { useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { compare } from "@tradetower/domain/number"
import type { MetricPoint } from "../../client/contract.ts"
import { metrics, type Tier } from "../../client/queries.ts"
import { fixed, signed } from "../../format/number.ts"
import { exact } from "../../format/time.ts"
import { type Money, OfMoney } from "./OfMoney.tsx"
import { Empty, Failed } from "../parts/Missing.tsx"

const spans: ReadonlyArray<{ readonly tier: Tier; readonly title: string }> = [
  { tier: "1m", title: "Day" },
  { tier: "1h", title: "Month" },
  { tier: "1d", title: "All" }
]

const WIDTH = 1_000
const HEIGHT = 200

/** The highest (1) or lowest (-1) result, exact; never on the other side of zero. */
const farthest = (points: ReadonlyArray<MetricPoint>, side: 1 | -1): string =>
  points.reduce((far, { total }) => (compare(total, far) === side ? total : far), "0")

const drawn = (points: ReadonlyArray<MetricPoint>) => {
  const values = points.map(({ total }) => Number(total))
  const low = Math.min(0, ...values)
  const high = Math.max(0, ...values)
  const room = (high - low || 1) * 0.08
  const bottom = low - room
  const range = high + room - bottom
  const first = points[0]?.at ?? 0
  const length = (points[points.length - 1]?.at ?? 1) - first || 1
  const x = (at: number) => ((at - first) / length) * WIDTH
  const y = (value: number) => (1 - (value - bottom) / range) * HEIGHT
  const line = points
    .map(({ at }, i) => `${i === 0 ? "M" : "L"}${x(at).toFixed(1)} ${y(values[i] ?? 0).toFixed(1)}`)
    .join("")
  const scale = [signed(farthest(points, 1)), signed(farthest(points, -1))] as const
  return { line, scale, x, y, zero: y(0) }
}

const Chart = ({ points }: { points: ReadonlyArray<MetricPoint> }) => {
  const [at, setAt] = useState<number>()
  // Not with every move of the pointer.
  const { line, scale, x, y, zero } = useMemo(() => drawn(points), [points])
  const chosen = at === undefined ? undefined : points[at]
  const latest = points[points.length - 1]
  const tone = Number(latest?.total ?? 0) < 0 ? "down" : "up"
  const follow = (event: { clientX: number; currentTarget: Element }) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    setAt(Math.max(0, Math.min(points.length - 1, Math.round(((event.clientX - left) / width) * (points.length - 1)))))
  }
  return (
    <div className={`value-chart ${tone}`}>
      <div className="value-scale soft" aria-hidden="true">
        <span>{scale[0]}</span>
        <span>{scale[1]}</span>
      </div>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Result over time, now ${fixed(latest?.total ?? "0", 2)}`}
        onPointerMove={follow}
        onPointerLeave={() => setAt(undefined)}
      >
        <path className="area" d={`${line}L${WIDTH} ${zero}L0 ${zero}Z`} />
        <line className="zero" x1="0" x2={WIDTH} y1={zero} y2={zero} />
        <path className="curve" d={line} />
        {chosen !== undefined && <line className="cross" x1={x(chosen.at)} x2={x(chosen.at)} y1="0" y2={HEIGHT} />}
        {chosen !== undefined && (
          <line
            className="dot"
            x1={x(chosen.at)}
            x2={x(chosen.at)}
            y1={y(Number(chosen.total))}
            y2={y(Number(chosen.total))}
          />
        )}
      </svg>
      <p className="value-read soft">
        {chosen === undefined ? (
          <>Since {exact(points[0]?.at ?? 0)}</>
        ) : (
          <>
            {exact(chosen.at)} <strong className="figure">{signed(chosen.total)}</strong>
          </>
        )}
      </p>
    </div>
  )
}

/** The result over time of all bots that trade one kind of money. */
export const ValueOverTime = (money: Money) => {
  const [tier, setTier] = useState<Tier>("1m")
  const asked = useQuery(metrics(tier, money.environment))
  return (
    <section className="panel" aria-labelledby={`value-title-${money.environment}`}>
      <header>
        <h2 id={`value-title-${money.environment}`}>
          <OfMoney {...money} />
          Result over time
        </h2>
        <span className="spread" />
        <div className="segments" role="group" aria-label="Span">
          {spans.map(({ tier: one, title }) => (
            <button key={one} type="button" aria-pressed={tier === one} onClick={() => setTier(one)}>
              {title}
            </button>
          ))}
        </div>
      </header>
      <div className="value-box">
        {asked.isPending && <div className="skeleton cover" />}
        {asked.isError && asked.data === undefined && (
          <Failed what="The curve can't be shown" error={asked.error} retry={() => void asked.refetch()} />
        )}
        {asked.data !== undefined &&
          (asked.data.length < 2 ? (
            <Empty title="Not enough time yet">
              <p>
                {tier === "1m"
                  ? "The curve begins with the second minute of trading."
                  : "Choose Day to see the minutes; longer spans fill up as time goes by."}
              </p>
            </Empty>
          ) : (
            <Chart points={asked.data} />
          ))}
      </div>
    </section>
  )
}
