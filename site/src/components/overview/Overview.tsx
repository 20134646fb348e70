import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Exchange } from "../../client/contract.ts"
import { bots, exchanges } from "../../client/queries.ts"
import { BotsTable } from "../bots/BotsTable.tsx"
import { AfterPaint } from "../parts/AfterPaint.tsx"
import { Candles } from "../parts/Candles.tsx"
import { Frame } from "../frame/Frame.tsx"
import { environmentsOf } from "../parts/run-result.ts"
import { FillsAndAlerts } from "./FillsAndAlerts.tsx"
import { PresetOffer } from "./PresetOffer.tsx"
import { ResultSplit } from "./ResultSplit.tsx"
import { UnknownOutcomes } from "./UnknownOutcomes.tsx"
import { Loading, Missing } from "../parts/Missing.tsx"
import { ValueOverTime } from "./ValueOverTime.tsx"

/** Where the prices come from, and what they cost; or why orders are not taken. */
const Origin = ({ of: { note } }: { of: Pick<Exchange, "note"> }) => (
  <p className="soft" data-testid="prices-note">
    {note}
  </p>
)

const FirstBot = ({ known }: { known: ReadonlyArray<Exchange> }) => {
  const exchange = known[0]
  const [symbol, setSymbol] = useState<string>()
  const market = exchange?.markets.find((one) => one.symbol === symbol) ?? exchange?.markets[0]
  if (exchange === undefined || market === undefined)
    return (
      <div className="notice" data-tone="warn">
        No market is running yet. Prices arrive within moments of the start; this page shows them by itself.
      </div>
    )
  return (
    <>
      <div className="page-head">
        <h1>
          {market.lastPrice === undefined
            ? "The market’s first price is awaited."
            : "A market is running. Put a bot on it."}
        </h1>
        <span className="spread" />
        {exchange.markets.length > 1 && (
          <div className="segments wrap" role="group" aria-label="Market">
            {exchange.markets.map((one) => (
              <button
                key={one.symbol}
                type="button"
                aria-pressed={one.symbol === market.symbol}
                onClick={() => setSymbol(one.symbol)}
              >
                {one.instrument.base}
                {one.instrument.kind === "FUTURES" && " futures"}
              </button>
            ))}
          </div>
        )}
      </div>
      {market.trading === undefined ? (
        <Origin of={market} />
      ) : (
        <p className="notice" data-tone="warn" data-testid="prices-note">
          {market.trading.why}. A bot started here waits for it.
        </p>
      )}
      <Candles key={market.symbol} venue={exchange.id} market={market} low />
      <AfterPaint>
        <PresetOffer on={exchange} market={market} />
      </AfterPaint>
    </>
  )
}

const Content = () => {
  const all = useQuery(bots)
  const known = useQuery(exchanges)
  if (all.data === undefined || known.data === undefined)
    return (
      <Missing what="Your bots can't be shown" asked={[all, known]}>
        <Loading height={36} />
        <Loading height={440} />
        <Loading height={320} />
      </Missing>
    )
  if (all.data.length === 0) return <FirstBot known={known.data} />
  return (
    <>
      <h1 className="unseen">Overview</h1>
      <UnknownOutcomes bots={all.data} exchanges={known.data} />
      {environmentsOf(all.data).map((environment, _, { length }) => {
        const money = { environment, apart: length > 1 || environment === "LIVE" }
        return (
          <div className="split level" key={environment} data-testid={`money-${environment}`}>
            <ValueOverTime {...money} />
            <ResultSplit
              {...money}
              bots={all.data.filter((bot) => bot.environment === environment)}
              exchanges={known.data}
            />
          </div>
        )
      })}
      <BotsTable bots={all.data} exchanges={known.data} />
      <FillsAndAlerts bots={all.data} exchanges={known.data} />
      {known.data
        .filter(({ markets }) => markets.length > 0)
        .map((exchange) => (
          <Origin key={exchange.id} of={exchange} />
        ))}
    </>
  )
}

export default function Overview() {
  return (
    <Frame>
      <Content />
    </Frame>
  )
}
