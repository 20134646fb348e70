import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Console, Effect, Layer } from "effect"
import type { Symbol } from "@tradetower/domain/market"
import { ibkr, IbkrPace, Pace } from "@tradetower/execution/ibkr"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { newUser } from "../standins/ibkr/keys.ts"
import { serveIbkr } from "../standins/ibkr/server.ts"
import { quickLimits, stock, stocks } from "./ibkr-bench.ts"
import { openQuestions } from "./ibkr-questions.ts"

const platform = Layer.fresh(embeddedPlatformForTests())

it.live(
  "what is asked of a paper account is answered by what plays Interactive Brokers, with one order that is taken back",
  () =>
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(
        Effect.promise(() => serveIbkr({ stocks, listEach: 60, perSecond: 1_000 })),
        ({ close }) => Effect.promise(close)
      )
      const { consumer, secret } = newUser(0)
      const { account } = server.admit(consumer, { number: "DU1", cash: "1000", isPaper: true })
      server.trade(stock.conid, "61")
      const { web } = ibkr({ rest: server.rest, stream: server.stream })
      const learned = yield* openQuestions(web, web.venues[0], secret, "KO" as Symbol)
      expect(learned.join("\n")).toMatch(
        /contract 8894\n[^]*found as OPEN[^]*one order\n[^]*after that it is CANCELLED/
      )
      expect(account.orders.map(({ price, status }) => [price, status])).toEqual([["30.55", "Cancelled"]])
    }).pipe(Effect.scoped, Effect.provide(platform), Effect.provideService(Pace, new IbkrPace(quickLimits)))
)

const { TRADETOWER_TRY_IBKR_FOLDER: folder = "", TRADETOWER_TRY_IBKR_STOCK: ticker = "KO" } = process.env

/** With a key of a paper username the same is asked there, and what was learned is printed. */
it.live.skipIf(folder === "")("the paper account of TRADETOWER_TRY_IBKR_FOLDER keeps the contract", () =>
  Effect.gen(function* () {
    const secret = Object.fromEntries(
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")])
    )
    const { web } = ibkr()
    const learned = yield* openQuestions(web, web.venues[0], secret, ticker as Symbol)
    yield* Console.log(learned.map((line) => `Interactive Brokers: ${line}`).join("\n"))
  }).pipe(Effect.scoped, Effect.provide(platform))
)
