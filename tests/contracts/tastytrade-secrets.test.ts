import { expect } from "@effect/vitest"
import { Effect } from "effect"
import { marketOrder, tastyRule } from "./tastytrade-rule.ts"
import { whatIsWritten } from "./what-is-written.ts"

tastyRule("nothing secret is in what is logged, traced or failed with at tastytrade, whatever goes wrong", (at) =>
  Effect.gen(function* () {
    const who = at.trader()
    const { all, spans } = yield* whatIsWritten(
      Effect.fnUntraced(function* (write) {
        const trading = yield* at.heard(who)
        yield* trading.place(marketOrder(at))
        for (const fault of ["cutAnswers", "answer502", "throttle"] as const) {
          yield* at.fault({ [fault]: 1 })
          write(yield* Effect.exit(trading.place(at.buy())))
          write(yield* Effect.exit(trading.account.balances))
          yield* at.fault({ [fault]: 0 })
        }
        at.server().tokens.endAll()
        write(yield* Effect.exit(trading.place(at.buy())))
        yield* at.fault({ oldVersions: true })
        write(yield* Effect.exit(trading.account.openOrders))
        yield* at.fault({ oldVersions: false, revoked: true })
        at.server().tokens.endAll()
        write(yield* Effect.exit(trading.account.openOrders))
      })
    )
    expect(spans.some((span) => span.attributes.has("requestId"))).toBe(true)
    const { given } = at.server().tokens
    expect(given.length).toBeGreaterThan(0)
    const secrets = [...given, `refresh-of-${who}`, `secret-of-${who}`]
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([])
  })
)
