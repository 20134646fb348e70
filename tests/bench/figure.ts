/** One measured figure and what it should reach. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** `<= 10` or `>= 2000`. */
  readonly target: string
  readonly ok: boolean
  /** What was measured, where the name doesn't say it. */
  readonly note?: string
}

/** A figure that must not exceed its target. */
export const atMost = (name: string, value: number, target: number, unit: string, note?: string): Figure => ({
  name,
  value: rounded(value),
  unit,
  target: `<= ${target}`,
  ok: value <= target,
  ...(note !== undefined && { note })
})

/** A figure that must reach its target. */
export const atLeast = (name: string, value: number, target: number, unit: string, note?: string): Figure => ({
  name,
  value: rounded(value),
  unit,
  target: `>= ${target}`,
  ok: value >= target,
  ...(note !== undefined && { note })
})

const rounded = (value: number): number => Number(value.toPrecision(4))

/** The value below which a share of the samples lies: `quantile(samples, 0.99)`. NaN without samples. */
export const quantile = (samples: ReadonlyArray<number>, share: number): number => {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** The figures as a table for a terminal. */
export const table = (figures: ReadonlyArray<Figure>): string => {
  const rows = [
    ["what", "measured", "", "to reach", "", ""],
    ...figures.map((one) => [
      one.name,
      String(one.value),
      one.unit,
      one.target,
      one.ok ? "ok" : "MISSED",
      one.note ?? ""
    ])
  ]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const numeric = 1
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === numeric ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
        )
        .join("  ")
        .trimEnd()
    )
    .join("\n")
}
