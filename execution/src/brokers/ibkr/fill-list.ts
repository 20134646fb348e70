import { Clock, Effect } from "effect"
import type { Market } from "@tradetower/domain/market"
import type { AccountFill, ExchangeAccount, ExchangeUnavailable } from "../../exchange.ts"
import { rfc3339 } from "../../wire/instants.ts"
import { cursorOf, readCursor, shortOf } from "../fill-cursor.ts"
import type { Contracts } from "./contracts.ts"
import type { Listings } from "./listings.ts"
import type { Mirror, Trade } from "./mirror.ts"
import { reportOf } from "./trades.ts"

/** A trade may be listed so much later than it happened, ms: that is told again, and counts once. */
const OVERLAP = 3_600_000

const at = ({ execution, prefix }: Trade) => [execution.trade_time_r, prefix] as const
const oldestFirst = (a: Trade, b: Trade): number => at(a)[0] - at(b)[0] || (at(a)[1] < at(b)[1] ? -1 : 1)

const told = (market: Market | undefined, trade: Trade): ReadonlyArray<AccountFill> => {
  const report = market && reportOf(market, trade)
  return report === undefined || market === undefined ? [] : [{ symbol: market.instrument.symbol, report }]
}

export interface FillsOf {
  readonly mirror: Mirror
  readonly list: Listings
  readonly contracts: Contracts
  readonly isLive: () => boolean
  /** Of before it the broker can't tell, ms. */
  readonly since: (now: number) => number
}

/** The trades of an account: as the stream told them while it does, else as they are listed. */
export const fillList = ({
  contracts,
  isLive,
  list,
  mirror,
  since
}: FillsOf): Pick<ExchangeAccount, "fills" | "fillsOf"> => {
  const all = (trades: Iterable<Trade>): Effect.Effect<ReadonlyArray<AccountFill>, ExchangeUnavailable> =>
    Effect.map(
      Effect.forEach([...trades].sort(oldestFirst), (trade) =>
        Effect.map(contracts.marketOf(trade.execution.conid ?? ""), (market) => told(market, trade))
      ),
      (fills) => fills.flat()
    )

  return {
    fills: Effect.fn("Ibkr.fills")(function* (after) {
      if (!isLive()) yield* list.trades("URGENT")
      const now = yield* Clock.currentTimeMillis
      const before = readCursor(after)
      const from = Math.max(before === undefined ? 0 : Date.parse(before.at) - OVERLAP, since(now))
      const listed = (yield* all(mirror.trades)).filter(({ report }) => report.at >= from)
      const fills = listed.filter(({ report }) => before?.told.has(shortOf(report)) !== true)
      const cursor = cursorOf(rfc3339(listed.at(-1)?.report.at ?? now), listed)
      return { fills, cursor, completeSince: since(now) }
    }),
    fillsOf: Effect.fn("Ibkr.fillsOf")(function* ({ clientOrderId, symbol }) {
      yield* contracts.of(symbol)
      const whole = mirror.whole(clientOrderId)
      if (!isLive() || whole === undefined || !mirror.isWhole(whole)) yield* list.trades("URGENT")
      return yield* all(mirror.tradesOf(clientOrderId))
    })
  }
}
