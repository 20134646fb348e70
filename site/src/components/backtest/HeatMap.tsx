import { useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { heatMap, type Measure } from "./backtest-queries.ts"
import type { Field, HeatMap as Map, Sweep } from "../../client/contract.ts"
import { unitOf } from "../../words/setting-lines.ts"
import { fixed, signed, trimmed } from "../../format/number.ts"
import { Missing } from "../parts/Missing.tsx"
import { axisDecimals } from "./axis.ts"
import { type Cell, type HeatAxis, HeatGrid } from "./HeatGrid.tsx"
import { type HeatScale, heatScale, tonesOf } from "@tradetower/domain/simulation"

const measures: ReadonlyArray<readonly [Measure, string]> = [
  ["RETURN", "Return"],
  ["SHARPE", "Sharpe ratio"],
  ["RETURN_PER_DRAWDOWN", "Return over max drawdown"],
  ["DRAWDOWN", "Max drawdown"],
  ["FILLS", "Fills"]
]

/** A value of a measure for the eye, with its unit. */
const measured = (measure: Measure, value: string): string => {
  switch (measure) {
    case "RETURN":
      return `${signed(value)} %`
    case "DRAWDOWN":
      return `${fixed(value, 2)} %`
    case "FILLS":
      return trimmed(value)
    default:
      return signed(value)
  }
}

const scaleOf = (map: Map): HeatScale | undefined =>
  heatScale(
    [...map.chosenOn, ...map.heldOut].flat().flatMap((cell) => (cell === null ? [] : [Number(cell)])),
    map.measure === "DRAWDOWN"
  )

/** Which tone is which value. */
const Legend = ({ scale, measure, empty }: { scale: HeatScale; measure: Measure; empty: string | undefined }) => (
  <p className="heat-legend inside" data-testid="heat-legend">
    <span className="figure">{measured(measure, scale.low.toFixed(2))}</span>
    <span className="tones" aria-hidden="true">
      {tonesOf(scale).map((tone) => (
        <svg key={tone} viewBox="0 0 1 1" preserveAspectRatio="none">
          <path d="M0 0h1v1h-1z" data-tone={tone} />
        </svg>
      ))}
    </span>
    <span className="figure">{measured(measure, scale.high.toFixed(2))}</span>
    <span className="soft">
      {scale.diverging
        ? "Blue gained, orange (with a minus) lost, grey is zero."
        : "The stronger, the further from the weakest."}
      {empty !== undefined && ` Empty cells ${empty}.`}
    </span>
  </p>
)

/** A measure over two settings, where the sets were chosen and where nobody looked, side by side. */
export const HeatMap = ({ sweep, fields }: { sweep: Sweep; fields: ReadonlyArray<Field> }) => {
  const names = sweep.axes.map(({ field }) => field)
  const [x = "", second] = names
  const [y, setY] = useState(second ?? x)
  const [measure, setMeasure] = useState<Measure>(sweep.by)
  const [chosen, choose] = useState<Cell>()
  const asked = useQuery({ ...heatMap(sweep.id, x, y, measure), enabled: second !== undefined })
  const map = asked.data
  const scale = useMemo(() => map && scaleOf(map), [map])
  if (second === undefined) return null
  const titleOf = (name: string): string => fields.find((field) => field.name === name)?.title ?? name
  const withUnit = (name: string): string => {
    const field = fields.find((one) => one.name === name)
    const unit = field && unitOf(field, sweep.instrument)
    return unit === undefined ? titleOf(name) : `${titleOf(name)} (${unit})`
  }
  const unrun = sweep.state === "CANCELLED" ? "were not run" : "can't run"
  const text = (value: string | null | undefined) =>
    value === null || value === undefined ? unrun : measured(measure, value)
  const side = (name: string, values: ReadonlyArray<string>): HeatAxis => {
    const axis = sweep.axes.find(({ field }) => field === name)
    return { title: withUnit(name), values, decimals: axis === undefined ? 0 : axisDecimals(axis) }
  }
  const sides = map && { x: side(x, map.x.values), y: side(y, map.y.values) }
  return (
    <section className="panel" aria-labelledby="heat-title" data-testid="heat-map">
      <header>
        <h2 id="heat-title">
          {titleOf(y)} (up) over {titleOf(x)} (across)
        </h2>
        <span className="spread" />
        {names.length > 2 && (
          <label className="input">
            <span className="unseen">Setting upwards</span>
            <select value={y} onChange={(event) => setY(event.currentTarget.value)}>
              {names.slice(1).map((name) => (
                <option key={name} value={name}>
                  {titleOf(name)}
                </option>
              ))}
            </select>
          </label>
        )}
        <label className="input">
          <span className="unseen">Measure</span>
          <select
            value={measure}
            onChange={({ currentTarget: { value } }) =>
              setMeasure(measures.find(([one]) => one === value)?.[0] ?? "RETURN")
            }
          >
            {measures.map(([one, title]) => (
              <option key={one} value={one}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </header>
      {map === undefined || sides === undefined || scale === undefined ? (
        <Missing what="The map can't be shown" asked={[asked]}>
          <div className="heat-room skeleton" />
        </Missing>
      ) : (
        <>
          <div className="halves inside">
            {(
              [
                [map.chosenOn, "First two thirds: what it is ranked by"],
                [map.heldOut, "Held-out last third"]
              ] as const
            ).map(([cells, title]) => (
              <HeatGrid
                key={title}
                title={title}
                {...sides}
                cells={cells}
                scale={scale}
                chosen={chosen}
                onChoose={choose}
              />
            ))}
          </div>
          <Legend scale={scale} measure={measure} empty={map.chosenOn.flat().includes(null) ? unrun : undefined} />
          <p className="inside heat-read" aria-live="polite" data-testid="heat-read">
            {chosen === undefined ? (
              <span className="soft">Point at a cell to read it, or go through them with the arrow keys.</span>
            ) : (
              <>
                {sides.x.title} {fixed(map.x.values[chosen[0]] ?? "0", sides.x.decimals)}, {sides.y.title}{" "}
                {fixed(map.y.values[chosen[1]] ?? "0", sides.y.decimals)}:{" "}
                <strong className="figure">{text(map.chosenOn[chosen[1]]?.[chosen[0]])}</strong>, held out{" "}
                <strong className="figure">{text(map.heldOut[chosen[1]]?.[chosen[0]])}</strong>
              </>
            )}
          </p>
        </>
      )}
    </section>
  )
}
