import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Exchange, Market as MarketView, StrategyView } from "../../client/contract.ts"
import { useFollowed } from "../../client/follow.ts"
import { addressOfPair, pairIn } from "../../client/pair-here.ts"
import { sentenceOf } from "../../client/problem.ts"
import { exchanges, oneMarket, strategies } from "../../client/queries.ts"
import { strategyWord } from "../../words/words.ts"
import { Frame } from "../frame/Frame.tsx"
import { MarketChoice } from "../form/MarketChoice.tsx"
import { trades } from "../form/use-bot-form.ts"
import { Candles } from "../parts/Candles.tsx"
import { Failed, Missing } from "../parts/Missing.tsx"
import { PriceAge } from "../parts/PriceAge.tsx"
import { SettingsGrid } from "../parts/SettingsGrid.tsx"
import { marketLines } from "./market-lines.ts"

/** What can run on a market, each with the way to it. */
const Strategies = ({
  all,
  market,
  venue
}: {
  all: ReadonlyArray<StrategyView>
  market: MarketView
  venue: string
}) => {
  const pair = { venue, symbol: market.symbol }
  return (
    <section className="panel">
      <header>
        <h2>Strategies for it</h2>
      </header>
      <ul className="list strategies-for">
        {all
          .filter((one) => trades(one, market))
          .map(({ sentence, strategy }) => (
            <li key={strategy}>
              <p className="spread">
                <strong>{strategyWord(strategy)}</strong>
                <br />
                <span className="soft">{sentence}</span>
              </p>
              <a className="button small" href={addressOfPair("/app/bots/new/", pair, strategy)}>
                New bot <span className="unseen">with {strategyWord(strategy)}</span>
              </a>
              <a className="button small" href={addressOfPair("/app/backtest/", pair, strategy)}>
                Backtest <span className="unseen">with {strategyWord(strategy)}</span>
              </a>
            </li>
          ))}
      </ul>
    </section>
  )
}

const Content = ({ all, known }: { all: ReadonlyArray<StrategyView>; known: ReadonlyArray<Exchange> }) => {
  const [wanted, setWanted] = useState(() => pairIn(location.search))
  const places = known.flatMap(({ id, markets }) => markets.map((market) => ({ venue: id, market })))
  const first = places[0]
  const pair = wanted ?? (first && { venue: first.venue, symbol: first.market.symbol })
  const exchange = known.find(({ id }) => id === pair?.venue)
  const refused = useFollowed(exchange?.onDemand === true, pair?.venue, pair?.symbol)
  const listed = places.find(({ market, venue }) => venue === pair?.venue && market.symbol === pair.symbol)
  const asked = useQuery({
    ...oneMarket(pair?.venue ?? "", pair?.symbol ?? ""),
    enabled: pair !== undefined && listed === undefined
  })
  const market = listed?.market ?? asked.data
  const choose = (next: { venue: string; symbol: string }) => {
    history.replaceState(null, "", addressOfPair("/app/market/", next))
    setWanted(next)
  }
  const searched = known.filter(({ onDemand }) => onDemand === true)
  const named = new Map(known.map(({ id, name }) => [id, name]))
  if (pair === undefined || market === undefined)
    return asked.isError ? (
      <Failed
        what={`${pair?.symbol ?? "The market"} can't be shown`}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
    ) : (
      <Missing what="The market can't be shown" asked={[asked]} height={520} />
    )
  return (
    <>
      <p className={market.connected ? "soft" : "warn"} data-testid="market-note">
        <PriceAge venue={pair.venue} connected={market.connected} markets={[market]} />
        {" · "}
        {refused === null ? (market.trading?.why ?? market.note) : sentenceOf(refused)}
      </p>
      <MarketChoice
        label="Pair"
        places={places}
        chosen={{ venue: pair.venue, market }}
        usable="BOTH"
        nameOf={({ market: { symbol }, venue }) => `${symbol} · ${named.get(venue) ?? venue}`}
        searched={searched}
        // Said above, with the price's age.
        note=""
        onChoose={choose}
      />
      <Candles key={`${pair.venue}/${market.symbol}`} venue={pair.venue} market={market} own initial="15m" />
      <section className="panel" data-testid="market-rules">
        <header>
          <h2>Rules and fees</h2>
        </header>
        <div className="inside">
          <SettingsGrid lines={marketLines(market)} />
        </div>
      </section>
      <Strategies all={all} market={market} venue={pair.venue} />
    </>
  )
}

const Asked = () => {
  const known = useQuery(exchanges)
  const all = useQuery(strategies)
  return known.data !== undefined && all.data !== undefined ? (
    <Content known={known.data} all={all.data} />
  ) : (
    <Missing what="The market can't be shown" asked={[known, all]} height={520} />
  )
}

/** One market: its price, its candles, what orders there keep to, and what can run on it. */
export default function Market() {
  return (
    <Frame>
      <h1>Market</h1>
      <Asked />
    </Frame>
  )
}
