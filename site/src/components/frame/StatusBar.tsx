import { useQuery } from "@tanstack/react-query"
import { minus, plus, sum } from "@tradetower/domain/number"
import type { Bot, Exchange } from "../../client/contract.ts"
import { bots, type Environment, exchanges, resultBefore } from "../../client/queries.ts"
import {
  environmentsOf,
  heldOn,
  marketNow,
  marketOfBot,
  openPosition,
  resultOfAll,
  unpriced,
  worthOf
} from "../parts/run-result.ts"
import { moneyWords } from "../../words/connection-words.ts"
import { venuesWords } from "../../words/venue-words.ts"
import { feedsWords, sourceWords } from "../../words/words.ts"
import { zoneAt } from "../../format/time.ts"
import { Account } from "./Account.tsx"
import { Bell } from "./Bell.tsx"
import { KillSwitch } from "./KillSwitch.tsx"
import { PriceAge } from "../parts/PriceAge.tsx"
import { Money, Result } from "../parts/Result.tsx"
import { useLost } from "./use-lost.ts"
import { useNow } from "../parts/use-now.ts"
import { midnightOf } from "../parts/use-today.ts"

/** All bots' results over all their runs, at the last prices. */
const totalOf = (all: ReadonlyArray<Bot>, known: ReadonlyArray<Exchange> | undefined): string =>
  sum(all.map((bot) => resultOfAll(bot, marketOfBot(known, bot)?.lastPrice)?.total ?? "0"))

/** What open futures positions stand at: no balance holds it before they are closed. */
const openFutures = (all: ReadonlyArray<Bot>, known: ReadonlyArray<Exchange> | undefined): string =>
  sum(
    all.flatMap((bot) => {
      const market = marketOfBot(known, bot)
      return market?.instrument.kind === "FUTURES" ? [openPosition(bot, market.lastPrice)] : []
    })
  )

const Connections = ({ known }: { known: ReadonlyArray<Exchange> }) => {
  const { lost } = useLost()
  const { help, title, tone } = venuesWords(known, lost)
  return (
    <span className="chip" data-tone={tone} title={help} data-testid="venues">
      {title}
    </span>
  )
}

/** What a trader's accounts of real, or of paper, money are worth, and what their bots made today. */
const Worth = ({
  environment,
  alone,
  bots: all,
  known,
  day
}: {
  environment: Environment
  /** There is no other kind. */
  alone: boolean
  bots: ReadonlyArray<Bot> | undefined
  known: ReadonlyArray<Exchange> | undefined
  /** Now, by the market's clock. */
  day: number
}) => {
  const { data: before } = useQuery({
    ...resultBefore(midnightOf(day), environment),
    enabled: known !== undefined
  })
  const quote = known?.[0]?.markets[0]?.instrument.quote ?? "USD"
  const theirs = all?.filter((bot) => bot.environment === environment)
  const told = known?.filter((one) => heldOn(one, environment).length > 0) ?? []
  const beside = new Set(
    told.flatMap((one) => unpriced(heldOn(one, environment), one.markets, quote).map(({ asset }) => asset))
  )
  const worth = sum(told.map((one) => worthOf(heldOn(one, environment), one.markets, quote)))
  const live = environment === "LIVE"
  return (
    <div className="status-bar-worths">
      <div className="status-bar-worth" data-environment={alone ? undefined : environment}>
        <span className="status-bar-label">{alone ? "Total value" : moneyWords[environment]}</span>
        <strong
          data-testid={live ? "live-value" : "total-value"}
          title={
            beside.size === 0 ? undefined : `Without ${[...beside].join(", ")}: no price in ${quote} is known here`
          }
        >
          {told.length === 0 ? "–" : <Money value={plus(worth, openFutures(theirs ?? [], known))} unit={quote} />}
        </strong>
      </div>
      <div className="status-bar-worth" data-environment={alone ? undefined : environment}>
        <span
          className="status-bar-label"
          title={`Since midnight in your time zone, ${zoneAt(day)}, by the market’s clock`}
        >
          Today<span className="more"> · {zoneAt(day)}</span>
        </span>
        {theirs === undefined || before === undefined ? (
          <span className="soft">–</span>
        ) : (
          <Result value={minus(totalOf(theirs, known), before)} testid={live ? "live-today" : "today-result"} />
        )}
      </div>
    </div>
  )
}

/** On top of every page: is my money all right? */
export const StatusBar = () => {
  const { data: known } = useQuery(exchanges)
  const { data: all } = useQuery(bots)
  const now = useNow(60_000)
  const exchange = known?.[0]
  const environments = environmentsOf(known?.flatMap(({ accounts }) => accounts))
  const day = marketNow(exchange?.markets[0], now)
  const feeds = feedsWords(exchange?.markets ?? [])
  return (
    <header className="status-bar">
      {environments.map((environment) => (
        <Worth
          key={environment}
          environment={environment}
          alone={environments.length === 1}
          bots={all}
          known={known}
          day={day}
        />
      ))}
      <div className="status-bar-state">
        {exchange !== undefined && (
          <>
            <Connections known={known ?? []} />
            <span
              className="chip plain status-bar-source"
              data-tone={exchange.source === "LIVE" && feeds === undefined ? "accent" : "warn"}
              data-testid="market-source"
              title={sourceWords[exchange.source].help}
            >
              <span>
                {feeds === undefined ? sourceWords[exchange.source].title : `Prices ${feeds}`}
                {environments.length === 1 && environments[0] === "PAPER" && (
                  <span className="more"> · paper money</span>
                )}
              </span>
            </span>
            <small className="status-bar-age">
              <PriceAge venue={exchange.id} connected={exchange.connected} markets={exchange.markets} />
            </small>
          </>
        )}
      </div>
      <KillSwitch />
      <Bell />
      <Account />
    </header>
  )
}
