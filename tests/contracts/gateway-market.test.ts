import { expect, it } from "@effect/vitest"
import { Effect, Option, Redacted, Stream } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import { GatewayPatience, ibkr } from "@tradetower/execution/ibkr"
import { IbkrBook } from "../standins/ibkr/book.ts"
import { noGatewayFaults } from "../standins/tws/faults.ts"
import { serveGateway } from "../standins/tws/server.ts"
import { gatewayRule as rule } from "./gateway-rule.ts"
import { stock, stocks } from "./ibkr-bench.ts"

const wanted = (instrument: Instrument) => {
  const now = new Map([[instrument.symbol, instrument]])
  return {
    now: () => now,
    changes: Stream.concat(Stream.succeed(now), Stream.never),
    missed: () => undefined,
    unheard: () => undefined
  }
}
const KO = "KO" as Symbol

rule("a stock is found by its ticker with the steps of its market rule, and looked at by its number", (at) =>
  Effect.gen(function* () {
    yield* at.heard(at.trader())
    const { instrument, venueSymbol } = Option.getOrThrow(yield* at.venue.get(KO))
    expect([instrument.contract, venueSymbol]).toEqual(["8894", "8894"])
    expect(instrument.orderTicks).toEqual([
      { from: "0", step: "0.0001" },
      { from: "1", step: "0.01" }
    ])
    expect(Option.isNone(yield* at.venue.get("NONE" as Symbol))).toBe(true)
    expect((yield* at.venue.find("ko", { skip: 0, take: 5 })).found.map((one) => one.venueSymbol)).toEqual(["8894"])
  })
)

rule("prices are told as they trade; late ones are said to be late; another session's are not taken", (at) =>
  Effect.gen(function* () {
    yield* at.heard(at.trader())
    const one = Stream.runHead(at.venue.prices(wanted(at.instrument)))
    expect(Option.getOrThrow(yield* one)).toMatchObject({ symbol: KO, price: at.priceOf("100") })
    expect(at.venue.feedOf?.(at.instrument)).toBeUndefined()
    yield* at.gatewayFault({ delayed: true })
    const before = Date.now()
    expect(Option.getOrThrow(yield* one).at).toBeLessThan(before - 800_000)
    expect(at.venue.feedOf?.(at.instrument)).toMatchObject({ _tag: "DELAYED" })
    yield* at.gatewayFault({ delayed: false, dataElsewhere: true })
    expect(yield* Effect.flip(one)).toMatchObject({ cause: "COMPETING", needsUser: true })
  })
)

rule("candles are those of each minute that opened in the time asked for", (at) =>
  Effect.gen(function* () {
    yield* at.heard(at.trader())
    const from = Date.UTC(2025, 10, 25, 15, 0)
    const candles = yield* at.venue.candles(at.instrument, from, from + 3 * 60_000)
    expect(candles.map((one) => [(one.at - from) / 60_000, one.close])).toEqual([
      [0, at.priceOf("100")],
      [1, at.priceOf("100")],
      [2, at.priceOf("100")]
    ])
  })
)

const tried = (given: Readonly<Record<string, string>>) =>
  ibkr()
    .gateway.broker.test("PAPER", Redacted.make({ host: "127.0.0.1", clientId: "17", account: "", ...given }))
    .pipe(Effect.provideService(GatewayPatience, { letIn: 300, quiet: 10_000, answers: 5_000 }))

it.live("trying a gateway tells what is there, or what to do, and places nothing", () =>
  Effect.gen(function* () {
    const book = new IbkrBook(5, stocks)
    book.trade(stock.conid, "100")
    const user = book.add("ada", { number: "DU1000", cash: "1000", isPaper: true })
    const serve = (others: ReadonlyArray<string>, version = 193) =>
      Effect.acquireRelease(
        Effect.promise(() => serveGateway({ book, user, others, version })),
        ({ close }) => Effect.promise(close)
      )
    const { gateway, port } = yield* serve([])
    const at = { port: String(port) }
    expect(yield* tried(at)).toMatchObject({ environment: "PAPER", account: "DU1000" })
    expect((yield* tried(at)).facts?.[0]).toContain("1,000")
    const why = (given: Readonly<Record<string, string>>) =>
      Effect.map(Effect.flip(tried(given)), ({ message }) => message)
    const faulty = Effect.fnUntraced(function* (fault: Partial<typeof noGatewayFaults>) {
      gateway.faults = { ...noGatewayFaults, ...fault }
      const message = yield* why(at)
      gateway.faults = noGatewayFaults
      return message
    })
    expect(yield* faulty({ readOnly: true })).toContain("Read-Only API")
    expect(yield* faulty({ clientIdTaken: true })).toContain("client id 17")
    expect(yield* faulty({ untrusted: true })).toContain("trusted addresses")
    expect(yield* faulty({ dialog: true })).toContain("dialog")
    expect(yield* why({ ...at, account: "DU9999" })).toContain("no account DU9999")
    const several = yield* serve(["DU2000"])
    expect(yield* why({ port: String(several.port) })).toContain("DU1000, DU2000")
    expect(yield* tried({ port: String(several.port), account: "DU2000" })).toMatchObject({ account: "DU2000" })
    const old = yield* serve([], 176)
    expect(yield* why({ port: String(old.port) })).toContain("version")
    const oldest = yield* serve([], 177)
    expect(yield* tried({ port: String(oldest.port) })).toMatchObject({ account: "DU1000" })
    yield* Effect.promise(several.close)
    expect(yield* why({ port: String(several.port) })).toContain("is IB Gateway or TWS running")
    expect(yield* why({ ...at, host: "93.184.215.14" })).toContain("network of your own")
    expect(yield* why({ ...at, host: "169.254.169.254" })).toContain("network of your own")
    expect(user.account.orders).toEqual([])
  }).pipe(Effect.scoped)
)
