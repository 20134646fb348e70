import { Effect } from "effect"
import type { ExchangeAccount, ExchangeUnavailable } from "../../exchange.ts"
import type { CoinbaseAccountAddresses } from "./addresses.ts"
import { readBalances, readPositions, unusedBy } from "./balances.ts"
import { makeBell } from "./bell.ts"
import { makeCancel } from "./cancel.ts"
import { makeClient } from "./client.ts"
import { readMargin, whetherFutures } from "./futures.ts"
import { makeFence } from "./futures-fence.ts"
import { makeFunding } from "./funding.ts"
import { withinLimits } from "../left-alone.ts"
import type { OnlyReduces } from "../recorded-orders.ts"
import { PassedOver } from "../passed-over.ts"
import { accountFees, checkedRights, tellDearFees } from "./key-rights.ts"
import { KnownOrders } from "./known-orders.ts"
import { makeOrderBook } from "./order-book.ts"
import { makePlace } from "./place.ts"
import { makeReports } from "./reports.ts"
import { makeRestriction } from "./restriction.ts"
import type { SigningKey } from "./signing-key.ts"
import type { AccountMarkets } from "../kept-markets.ts"
import { makeTrades } from "./trades.ts"
import { userChannel } from "./user-channel.ts"

/** After this an order that can't be found was never taken, ms: it is listed up to some seconds after it was. */
const SETTLES = 15_000

/** What was known of the account before this process began. */
export interface Remembered {
  /** What it told as `Kept` before. */
  readonly kept?: string | undefined
  readonly onlyReduces: OnlyReduces
}
const NOTHING: Remembered = { onlyReduces: () => Effect.undefined }

/** Opens an account by its key: looks what that may do before anything is asked of it. */
export const openCoinbaseAccount = Effect.fn("Coinbase.open")(function* (
  { rest, users }: CoinbaseAccountAddresses,
  key: SigningKey,
  markets: AccountMarkets,
  { kept, onlyReduces }: Remembered = NOTHING
): Effect.fn.Return<ExchangeAccount, ExchangeUnavailable> {
  const client = yield* makeClient(rest, key)
  yield* Effect.ignore(client.measureClock)
  yield* checkedRights(client)
  yield* Effect.ignore(tellDearFees(client))
  const hasFutures = whetherFutures(client)
  // Where that can't be asked now it is when it is needed: spot does not wait for it.
  yield* Effect.ignore(hasFutures)
  const orNot = Effect.orElseSucceed(hasFutures, () => false)
  const known = new KnownOrders(SETTLES)
  const passedOver = new PassedOver("Coinbase")
  const restriction = makeRestriction(client.now)
  const trades = makeTrades(client, known, markets, SETTLES, passedOver, restriction)
  const book = makeOrderBook(client, known, trades, markets, passedOver)
  const bell = makeBell(known, trades, markets)
  const cancel = makeCancel(client, known, book)
  return withinLimits({ name: "Coinbase", restsUntil: client.restsUntil }, known.leaving, {
    settles: SETTLES,
    balances: readBalances(client, unusedBy(markets, passedOver)),
    fees: Effect.flatMap(orNot, (has) => accountFees(client, has ? ["CRYPTO", "FUTURES"] : ["CRYPTO"])),
    place: makePlace(client, known, book, markets, makeFence(client, known, book, onlyReduces), restriction),
    cancel: (_, order) => cancel([order]),
    cancelAll: cancel,
    find: book.find,
    openOrders: book.openOrders,
    fills: trades.after,
    fillsOf: (order) => book.fillsOf(order),
    positions: readPositions(client, markets, hasFutures, passedOver),
    standing: restriction.standing,
    margin: Effect.flatMap(orNot, (has) => (has ? readMargin(client) : Effect.succeed([]))),
    reports: makeReports(
      userChannel(client, users),
      bell,
      book,
      makeFunding({ client, trades, markets, hasFutures, kept })
    )
  })
})
