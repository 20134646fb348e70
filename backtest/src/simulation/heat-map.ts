import type { HeatMap, SweepMeasure } from "@tradetower/api/contract"
import type { Decimal } from "@tradetower/domain/number"
import {
  rankSweep,
  type SweepAxis,
  type SweepFigures,
  type SweepRanking,
  type SweepRow
} from "@tradetower/domain/simulation"

const measured = ({ drawdownPercent, fills, sharpe, totalPercent }: SweepFigures, measure: SweepMeasure) => {
  switch (measure) {
    case "RETURN":
      return totalPercent
    case "SHARPE":
      return sharpe ?? null
    case "DRAWDOWN":
      return drawdownPercent
    case "FILLS":
      return String(fills) as Decimal
    case "RETURN_PER_DRAWDOWN":
      return (Number(totalPercent) / Math.max(0.01, Number(drawdownPercent))).toFixed(2) as Decimal
  }
}

/** The values of a field that occur, ascending. */
const valuesOf = (rows: ReadonlyArray<SweepRow>, field: string): ReadonlyArray<Decimal> =>
  [...new Set(rows.flatMap(({ values }) => values[field] ?? []))].sort((a, b) => Number(a) - Number(b))

/** A measure of the sets over two of their axes; of the sets of one cell the one that ranks best. */
export const heatMap = (
  rows: ReadonlyArray<SweepRow>,
  x: SweepAxis["field"],
  y: SweepAxis["field"],
  measure: SweepMeasure,
  by: SweepRanking
): HeatMap => {
  const across = valuesOf(rows, x)
  const down = valuesOf(rows, y)
  const best = new Map<string, SweepRow>()
  for (const row of rankSweep(rows, by).rows) {
    const cell = `${row.values[x]} ${row.values[y]}`
    if (row.chosenOn !== undefined && !best.has(cell)) best.set(cell, row)
  }
  const cells = (stretch: "chosenOn" | "heldOut") =>
    down.map((below) =>
      across.map((beside) => {
        const figures = best.get(`${beside} ${below}`)?.[stretch]
        return figures === undefined ? null : measured(figures, measure)
      })
    )
  return {
    measure,
    x: { field: x, values: across },
    y: { field: y, values: down },
    chosenOn: cells("chosenOn"),
    heldOut: cells("heldOut")
  }
}
