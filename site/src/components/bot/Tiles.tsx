import type { Market, Run } from "../../client/contract.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { decimalsOf } from "../../format/decimal.ts"
import { Glow } from "../Result.tsx"

/** The figures of a run. */
export const Tiles = ({ run, market }: { run: Run; market: Market | undefined }) => {
  const { summary } = run
  const decimals = market === undefined ? 2 : decimalsOf(market.instrument.tickSize)
  return (
    <dl className="tiles">
      <div>
        <dt>May use</dt>
        <dd className="figure">
          {fixed(summary.invested, 2)} <span className="unit">{market?.instrument.quote}</span>
        </dd>
      </div>
      <div>
        <dt>Holds</dt>
        <dd className="figure">
          <Glow of={summary.position}>{trimmed(summary.position)}</Glow>{" "}
          <span className="unit">{market?.instrument.base}</span>
        </dd>
      </div>
      <div>
        <dt>Average entry</dt>
        <dd className="figure">{summary.averageEntry === undefined ? "–" : fixed(summary.averageEntry, decimals)}</dd>
      </div>
      <div>
        <dt>Fills</dt>
        <dd className="figure" data-testid="fill-count">
          <Glow of={summary.fills}>{summary.fills}</Glow>
        </dd>
      </div>
      <div>
        <dt>Round trips</dt>
        <dd className="figure">
          <Glow of={summary.roundTrips}>{summary.roundTrips}</Glow>
        </dd>
      </div>
      <div>
        <dt>Resting orders</dt>
        <dd className="figure">
          {summary.openOrders}
          {summary.unknownOrders > 0 && <span className="warn"> · {summary.unknownOrders} unknown</span>}
        </dd>
      </div>
    </dl>
  )
}
