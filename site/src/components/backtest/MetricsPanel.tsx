import type { BacktestMetrics } from "../../client/contract.ts"
import { figureText } from "../../words/figure-text.ts"
import { metricGroups, metricText } from "./metrics.ts"

interface Line {
  readonly title: string
  readonly help: string
  readonly text: string
}

const Group = ({ title, lines }: { title: string; lines: ReadonlyArray<Line> }) => (
  <section className="metric-group" aria-label={title}>
    <h3>{title}</h3>
    <dl>
      {lines.map((line) => (
        <div key={line.title}>
          <dt>
            {line.title}
            {line.help !== "" && <small className="soft">{line.help}</small>}
          </dt>
          <dd className="figure">{line.text}</dd>
        </div>
      ))}
    </dl>
  </section>
)

/** All figures of a result, in groups, each with what it means. */
export const MetricsPanel = ({ metrics, base, quote }: { metrics: BacktestMetrics; base: string; quote: string }) => (
  <section className="panel" aria-labelledby="figures-title">
    <header>
      <h2 id="figures-title">Figures</h2>
    </header>
    <div className="metric-groups">
      {metricGroups.map((group) => (
        <Group
          key={group.title}
          title={group.title}
          lines={group.metrics.map(({ title, absent, help, kind, value }) => ({
            title,
            help,
            text: (value(metrics) === undefined && absent?.(metrics)) || metricText(kind, value(metrics), quote)
          }))}
        />
      ))}
      {metrics.own.length > 0 && (
        <Group
          title="The strategy's own"
          lines={metrics.own.map((own) => ({ title: own.title, help: "", text: figureText(own, base, quote) }))}
        />
      )}
    </div>
  </section>
)
