import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { heatMap, type Measure } from "../../client/backtest-queries.ts"
import type { HeatMap as Map, Sweep } from "../../client/contract.ts"
import { signed, trimmed } from "../../format/number.ts"
import { Failed } from "../States.tsx"

const measures: ReadonlyArray<readonly [Measure, string]> = [
  ["RETURN", "Return"],
  ["SHARPE", "Sharpe"],
  ["RETURN_PER_DRAWDOWN", "Return over max drawdown"],
  ["DRAWDOWN", "Max drawdown"],
  ["FILLS", "Fills"]
]

const CELL = 36

type Cells = Map["chosenOn"]

/** The largest of both maps: the same colour is the same value in either. */
const largest = ({ chosenOn, heldOut }: Map): number =>
  Math.max(...[...chosenOn, ...heldOut].flat().map((cell) => Math.abs(Number(cell ?? 0))), 1e-9)

/** How strong a cell is coloured, so that nothing is nothing. */
const strength = (value: string, most: number): number => 0.08 + 0.82 * (Math.abs(Number(value)) / most)

const Grid = ({
  map,
  cells,
  title,
  measure,
  chosen,
  onChoose
}: {
  map: Map
  cells: Cells
  title: string
  measure: Measure
  chosen: readonly [number, number] | undefined
  onChoose: (at: readonly [number, number]) => void
}) => {
  const [columns, rows] = [map.x.values.length, map.y.values.length]
  const worse = measure === "DRAWDOWN"
  const most = largest(map)
  return (
    <figure className="heat">
      <figcaption>{title}</figcaption>
      <small className="soft" aria-hidden="true">
        {trimmed(map.y.values[rows - 1] ?? "0", 4)}
      </small>
      <svg
        viewBox={`0 0 ${columns * CELL} ${rows * CELL}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}: ${map.x.field} across, ${map.y.field} down. The table below holds the same sets.`}
      >
        {cells.map((row, y) =>
          row.map((value, x) => (
            <rect
              key={`${x}/${y}`}
              x={x * CELL}
              // The highest value is on top, as on a chart.
              y={(rows - 1 - y) * CELL}
              width={CELL}
              height={CELL}
              className={value === null ? "none" : Number(value) < 0 || worse ? "down" : "up"}
              fillOpacity={value === null ? 1 : strength(value, most)}
              data-chosen={chosen?.[0] === x && chosen[1] === y}
              onPointerEnter={() => onChoose([x, y])}
              onClick={() => onChoose([x, y])}
            />
          ))
        )}
      </svg>
      <div className="heat-scale soft" aria-hidden="true">
        <span>
          {trimmed(map.y.values[0] ?? "0", 4)} ↑ · {trimmed(map.x.values[0] ?? "0", 4)} →
        </span>
        <span>{trimmed(map.x.values[columns - 1] ?? "0", 4)}</span>
      </div>
    </figure>
  )
}

/** A measure over two settings, where the sets were chosen and where nobody looked, side by side. */
export const HeatMap = ({ sweep, titleOf }: { sweep: Sweep; titleOf: (field: string) => string }) => {
  const fields = sweep.axes.map(({ field }) => field)
  const [x = "", second] = fields
  const [y, setY] = useState(second ?? x)
  const [measure, setMeasure] = useState<Measure>(sweep.by)
  const [chosen, choose] = useState<readonly [number, number]>()
  const asked = useQuery({ ...heatMap(sweep.id, x, y, measure), enabled: second !== undefined })
  if (second === undefined) return null
  const map = asked.data
  const unit = measure === "RETURN" || measure === "DRAWDOWN" ? " %" : ""
  const text = (value: string | null | undefined) =>
    value === null || value === undefined ? "can't run" : `${signed(value)}${unit}`
  return (
    <section className="panel" aria-labelledby="heat-title" data-testid="heat-map">
      <header>
        <h2 id="heat-title">
          {titleOf(y)} (up) over {titleOf(x)} (across)
        </h2>
        <span className="spread" />
        {fields.length > 2 && (
          <label className="input">
            <span className="unseen">Setting upwards</span>
            <select value={y} onChange={(event) => setY(event.currentTarget.value)}>
              {fields.slice(1).map((field) => (
                <option key={field} value={field}>
                  {titleOf(field)}
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
      {map === undefined ? (
        asked.isError ? (
          <Failed what="The map can't be shown" error={asked.error} retry={() => void asked.refetch()} />
        ) : (
          <div className="heat-room skeleton" />
        )
      ) : (
        <>
          <div className="halves inside">
            <Grid
              map={map}
              cells={map.chosenOn}
              title="First two thirds: what it is ranked by"
              measure={measure}
              chosen={chosen}
              onChoose={choose}
            />
            <Grid
              map={map}
              cells={map.heldOut}
              title="Held-out last third"
              measure={measure}
              chosen={chosen}
              onChoose={choose}
            />
          </div>
          <p className="inside soft" aria-live="polite">
            {chosen === undefined ? (
              "Green is good, red is bad, the stronger the more. Point at a cell to read it."
            ) : (
              <>
                {titleOf(x)} {trimmed(map.x.values[chosen[0]] ?? "0")}, {titleOf(y)}{" "}
                {trimmed(map.y.values[chosen[1]] ?? "0")}:{" "}
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
