import type { ReactNode } from "react"
import { decimalsOn } from "../../format/decimals-on.ts"
import { compare, dividedBy, minus, percentOf, times } from "@tradetower/domain/number"
import type { Connection, Market, Run, Settings } from "../../client/contract.ts"
import { figureText } from "../../words/figure-text.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { liquidationWords } from "./liquidation-words.ts"
import { Glow } from "../parts/Result.tsx"

const Tile = ({ title, help, children }: { title: string; help?: string; children: ReactNode }) => (
  <div title={help}>
    <dt>{title}</dt>
    <dd className="figure">{children}</dd>
  </div>
)

const magnitude = (value: string): string => value.replace("-", "")

/** What holds on futures only: leverage, margin, and how far the price is from liquidating the position. */
const FuturesTiles = ({
  run,
  market,
  settings,
  account
}: {
  run: Run
  market: Market
  settings: Settings
  account: Connection | undefined
}) => {
  const { summary } = run
  const decimals = decimalsOn(market)
  const leverage = "leverage" in settings && settings.leverage !== undefined ? String(settings.leverage) : undefined
  const type = "marginType" in settings ? settings.marginType : undefined
  const { averageEntry, liquidationPrice, position } = summary
  const margin =
    leverage === undefined || averageEntry === undefined
      ? undefined
      : dividedBy(times(magnitude(position), averageEntry), leverage, 2)
  const distance =
    liquidationPrice === undefined || market.lastPrice === undefined
      ? undefined
      : magnitude(percentOf(minus(market.lastPrice, liquidationPrice), market.lastPrice) ?? "0")
  const liquidation = liquidationWords(account, market.instrument.quote)
  const near = distance !== undefined && compare(distance, "10") < 0
  return (
    <>
      {leverage !== undefined && (
        <Tile title="Leverage">
          {leverage}× <span className="unit">{type?.toLowerCase()}</span>
        </Tile>
      )}
      {margin !== undefined && (
        <Tile title="Margin held" help="What stands behind the position.">
          {fixed(margin, 2)} <span className="unit">{market.instrument.quote}</span>
        </Tile>
      )}
      {liquidationPrice !== undefined && (
        <Tile title={liquidation.title} help={liquidation.help}>
          <span className={near ? "warn" : undefined} data-testid="liquidation-price">
            {fixed(liquidationPrice, decimals)}
          </span>{" "}
          {distance !== undefined && (
            <span className="unit">
              {fixed(distance, 1)} % away{liquidation.estimated && ", our estimate"}
            </span>
          )}
        </Tile>
      )}
      {market.instrument.futures !== undefined && (
        <Tile title="Funding" help="Paid by longs to shorts when positive. What was paid is among the fees.">
          {trimmed(times(market.instrument.futures.fundingRate, "100"), 4)} %{" "}
          <span className="unit">every {market.instrument.futures.fundingHours} h</span>
        </Tile>
      )}
    </>
  )
}

/** The figures of a run; `resting`: how many orders rest. `account`: through which it trades; not needed of one that has ended. */
export const FigureTiles = ({
  run,
  market,
  settings,
  resting,
  account
}: {
  run: Run
  market: Market | undefined
  settings: Settings
  resting: number
  account?: Connection | undefined
}) => {
  const { summary } = run
  const decimals = decimalsOn(market)
  const base = market?.instrument.base ?? ""
  const quote = market?.instrument.quote ?? ""
  return (
    <dl className="tiles">
      {/* Of an order in slices nobody knows before what it will cost: its amount is fixed. */}
      <Tile title={!("totalAmount" in settings) ? "May use" : settings.side === "BUY" ? "Buys in all" : "Sells in all"}>
        {"totalAmount" in settings ? (
          <>
            {trimmed(settings.totalAmount)} <span className="unit">{base}</span>
          </>
        ) : summary.ofBase === undefined ? (
          <>
            {fixed(summary.invested, 2)} <span className="unit">{quote}</span>
          </>
        ) : (
          <>
            {trimmed(summary.ofBase.invested)} <span className="unit">{base}</span>
          </>
        )}
      </Tile>
      <Tile title="Holds">
        <Glow of={summary.position}>{trimmed(summary.ofBase?.held ?? summary.position)}</Glow>{" "}
        <span className="unit">{base}</span>
      </Tile>
      <Tile title="Average entry">
        {summary.averageEntry === undefined ? "–" : fixed(summary.averageEntry, decimals)}
      </Tile>
      {market?.instrument.kind === "FUTURES" && (
        <FuturesTiles run={run} market={market} settings={settings} account={account} />
      )}
      <div>
        <dt>Fills</dt>
        <dd className="figure" data-testid="fill-count">
          <Glow of={summary.fills}>{summary.fills}</Glow>
        </dd>
      </div>
      <Tile title="Round trips">
        <Glow of={summary.roundTrips}>{summary.roundTrips}</Glow>
      </Tile>
      <Tile title="Resting orders">
        <span data-testid="resting-count">{resting}</span>
        {summary.unknownOrders > 0 && <span className="warn"> · {summary.unknownOrders} unknown</span>}
      </Tile>
      {summary.figures?.map((figure) => (
        <Tile key={figure.name} title={figure.title}>
          {figureText(figure, base, quote, decimals)}
        </Tile>
      ))}
    </dl>
  )
}
