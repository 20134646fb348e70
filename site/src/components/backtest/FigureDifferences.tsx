import type { BacktestMetrics, Comparison } from "../../client/contract.ts"
import { figureText } from "../../words/figure-text.ts"
import { signed } from "../../format/number.ts"
import { span } from "../../format/time.ts"
import { DataTable, numbers } from "../parts/DataTable.tsx"
import { type Metric, metricGroups, metricText } from "./metrics.ts"

type Difference = Comparison["differences"][number]

/** How much the second differs, in the figure's own unit. */
const differenceText = (kind: Metric["kind"], difference: string | undefined, quote: string): string => {
  if (difference === undefined) return "–"
  if (kind === "COUNT") return signed(difference, 0)
  if (kind === "MILLIS")
    return difference === "0" ? "0 s" : `${difference.startsWith("-") ? "−" : "+"}${span(Math.abs(Number(difference)))}`
  return `${signed(difference)}${kind === "RATIO" ? "" : kind.endsWith("PERCENT") ? "\u202f%" : ` ${quote}`}`
}

interface Line {
  readonly name: string
  readonly title: string
  readonly first: string
  readonly second: string
  readonly difference: string
  readonly better: Difference["better"]
}

/** The figures of the result page for both; money is only subtracted from money of the same currency. */
const linesOf = ({ differences, first, second }: Comparison): ReadonlyArray<Line> => {
  const [one, other] = [first.backtest.instrument, second.backtest.instrument]
  const found = new Map(differences.map((line) => [line.name, line]))
  const shown = metricGroups.flatMap(({ metrics }) =>
    metrics.map(({ kind, name, title, value }): Line => {
      const line = found.get(name)
      found.delete(name)
      const text = (of: BacktestMetrics, quote: string) => metricText(kind, value(of), quote)
      const unlike = (kind === "MONEY" || kind === "RESULT") && one.quote !== other.quote
      return {
        name,
        title,
        first: text(first.metrics, one.quote),
        second: text(second.metrics, other.quote),
        difference: unlike ? "–" : differenceText(kind, line?.difference, one.quote),
        better: unlike ? undefined : line?.better
      }
    })
  )
  const ownText = (of: BacktestMetrics, { base, quote }: typeof one, name: string): string => {
    const figure = of.own.find((own) => own.name === name)
    return figure === undefined ? "–" : figureText(figure, base, quote)
  }
  const own = [...found.values()].map(({ name, title }): Line => ({
    name,
    title,
    first: ownText(first.metrics, one, name),
    second: ownText(second.metrics, other, name),
    difference: "",
    better: undefined
  }))
  return [...shown, ...own]
}

/** Two results figure by figure, as the result page shows each. */
export const FigureDifferences = ({ comparison }: { comparison: Comparison }) => (
  <section className="panel" aria-labelledby="differences-title">
    <header>
      <h2 id="differences-title">Figure by figure</h2>
    </header>
    <DataTable
      label="Differences"
      columns={["Figure", numbers("First"), numbers("Second"), numbers("Difference"), "Better"]}
    >
      {linesOf(comparison).map(({ better, difference, first, name, second, title }) => (
        <tr key={name}>
          <td>{title}</td>
          <td className="number">{first}</td>
          <td className="number">{second}</td>
          <td className="number">{difference}</td>
          <td>{better === undefined ? "" : better === "FIRST" ? "First" : "Second"}</td>
        </tr>
      ))}
    </DataTable>
  </section>
)
