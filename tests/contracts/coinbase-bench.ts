import { generateKeyPairSync } from "node:crypto"
import { Effect, Redacted, type Scope } from "effect"
import { type Instrument, type Market, marketOf, perpetualOf } from "@tradetower/domain/market"
import { times } from "@tradetower/domain/number"
import { COINBASE, paperInstruments } from "@tradetower/execution"
import { AccountLimits, openCoinbaseAccount, readSigningKey } from "@tradetower/execution/coinbase"
import { futureInstrument, nanoEther } from "../standins/coinbase/instruments.ts"
import { type CoinbaseServer, serveCoinbase } from "../standins/coinbase/server.ts"
import type { ExchangeBench } from "./exchange-bench.ts"

const [bitcoin] = paperInstruments(COINBASE)
if (bitcoin === undefined) throw new Error("Coinbase lists nothing")
/** In the product's own steps. */
const instrument: Instrument = { ...bitcoin, lotSize: "0.00000001" as Instrument["lotSize"] }
export const coinbaseMarket: Market = marketOf(instrument)

/** Bitcoin in another money, on the same book. */
export const marketIn = (quote: string): Market => markets.get(`BTC-${quote}`) ?? coinbaseMarket
const markets = new Map<string, Market>([
  [instrument.symbol, coinbaseMarket],
  ["BTC-USDC", marketOf({ ...instrument, quote: "USDC", symbol: "BTC-USDC" as Instrument["symbol"] })]
])
const futureAt = (...of: Parameters<typeof futureInstrument>): Market => marketOf(futureInstrument(...of))
/** A future that goes on, in contracts of a hundredth of a coin, and one that ends. */
export const nano: Market = futureAt("BIP-20DEC30-CDE")
export const dated: Market = futureAt("BIT-24DEC26-CDE", {
  contract_expiry: "2026-12-24T16:00:00Z",
  funding_interval: null
})
/** One in contracts of a tenth of a coin, in steps that prices near a hundred lie on. */
const ether: Market = futureAt(...nanoEther)
/** What follows bitcoin for paper accounts: no product of Coinbase's. */
export const made: Market = marketOf(perpetualOf(instrument))
for (const one of [nano, dated, ether, made]) markets.set(one.instrument.symbol, one)

const marketsHere = {
  of: (one: string) => Effect.succeed(markets.get(one)),
  all: Effect.succeed([...markets.values()])
}

/** Coinbase on this machine, gone with the scope. */
export const coinbaseServer: Effect.Effect<CoinbaseServer, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => serveCoinbase()),
  (server) => Effect.sync(() => server.close())
)

/** A user with a key of each kind by turns, let in there. */
export const userKey = Effect.fnUntraced(function* (server: CoinbaseServer, user: string) {
  const { privateKey } =
    user.length % 2 === 0 ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "prime256v1" })
  const name = `organizations/test/apiKeys/${user}`
  server.admit(name, user, privateKey)
  const secret = Redacted.make(privateKey.export({ format: "pem", type: "pkcs8" }).toString())
  return { name, secret, key: yield* Effect.orDie(readSigningKey(name, secret)) }
})

/** Opens an account there, at any pace. */
export const openAt = ({ feed, rest }: CoinbaseServer, key: Effect.Success<ReturnType<typeof userKey>>["key"]) =>
  openCoinbaseAccount({ rest, users: [feed] }, key, marketsHere).pipe(Effect.provideService(AccountLimits, []))

/** The adapter over its stand-in, which lists what it took and what was traded a moment late: a coin, or a future. */
export const coinbaseBench = Effect.fnUntraced(function* (
  of: "SPOT" | "FUTURES"
): Effect.fn.Return<ExchangeBench, never, Scope.Scope> {
  const server = yield* coinbaseServer
  server.ways.listsOrdersWithin = 200
  server.ways.listsFillsWithin = 300
  const market = of === "SPOT" ? coinbaseMarket : ether
  const { symbol } = market.instrument
  const keys = new Map<string, Effect.Success<ReturnType<typeof userKey>>>()
  const open: ExchangeBench["open"] = Effect.fnUntraced(function* (trader) {
    const known = keys.get(trader) ?? (yield* userKey(server, trader))
    keys.set(trader, known)
    return yield* openAt(server, known.key)
  })
  return {
    market,
    terms: "coinbase",
    open,
    trade: (price) => Effect.sync(() => server.trade(symbol, price)),
    // In coins, as whoever asks counts.
    tradeSome: (price, quantity) =>
      Effect.sync(() => server.trade(symbol, price, of === "SPOT" ? quantity : times(quantity, "10"))),
    loseAnswers: (on) => Effect.sync(() => void (server.ways.cuts = on ? 1 : 0)),
    turnAway: (on) => Effect.sync(() => void (server.ways.throttles = on ? 1 : 0)),
    breakStreams: Effect.sync(() => server.hangUp()),
    liquidate: (trader) => Effect.sync(() => server.book.liquidate(server.book.user(trader), symbol)),
    expire: Effect.sync(() => server.book.expire(symbol))
  }
})
