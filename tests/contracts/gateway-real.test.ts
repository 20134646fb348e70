import { expect, it } from "@effect/vitest"
import { Console, Effect, Layer } from "effect"
import type { Symbol } from "@tradetower/domain/market"
import { ibkr } from "@tradetower/execution/ibkr"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { IbkrBook } from "../standins/ibkr/book.ts"
import { serveGateway } from "../standins/tws/server.ts"
import { stock, stocks } from "./ibkr-bench.ts"
import { openQuestions } from "./ibkr-questions.ts"

const platform = Layer.fresh(embeddedPlatformForTests())

it.live("what is asked of a paper gateway is answered by its stand-in, with one order that is taken back", () =>
  Effect.gen(function* () {
    const book = new IbkrBook(5, stocks)
    const user = book.add("ada", { number: "DU1000", cash: "1000", isPaper: true })
    const { port } = yield* Effect.acquireRelease(
      Effect.promise(() => serveGateway({ book, user })),
      ({ close }) => Effect.promise(close)
    )
    book.trade(stock.conid, "61")
    const { gateway, web } = ibkr()
    const secret = { host: "127.0.0.1", port: String(port), clientId: "17", account: "" }
    const learned = yield* openQuestions(gateway, web.venues[0], secret, "KO" as Symbol)
    expect(learned.join("\n")).toMatch(/contract 8894\n[^]*found as OPEN[^]*one order\n[^]*after that it is CANCELLED/)
    expect(user.account.orders.map(({ price, status }) => [price, status])).toEqual([["30.5", "Cancelled"]])
  }).pipe(Effect.scoped, Effect.provide(platform))
)

const {
  TRADETOWER_TRY_IBKR_GATEWAY: address = "",
  TRADETOWER_TRY_IBKR_CLIENT: clientId = "17",
  TRADETOWER_TRY_IBKR_ACCOUNT: account = "",
  TRADETOWER_TRY_IBKR_STOCK: ticker = "KO"
} = process.env

/** With a gateway of a paper login the same is asked there, and what was learned is printed. */
it.live.skipIf(address === "")("the paper gateway of TRADETOWER_TRY_IBKR_GATEWAY keeps the contract", () =>
  Effect.gen(function* () {
    const [host = "", port = ""] = address.split(":")
    const { gateway, web } = ibkr()
    const learned = yield* openQuestions(gateway, web.venues[0], { host, port, clientId, account }, ticker as Symbol)
    yield* Console.log(learned.map((line) => `IB Gateway: ${line}`).join("\n"))
  }).pipe(Effect.scoped, Effect.provide(platform))
)
