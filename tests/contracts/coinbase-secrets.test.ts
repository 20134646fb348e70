import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import type { RequestFault } from "../standins/coinbase/faults.ts"
import { buy, trading } from "./coinbase-trading.ts"
import { whatIsWritten } from "./what-is-written.ts"

it.live("nothing secret is in what it logs, traces or fails with, whatever goes wrong", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const {
        all,
        answer: secrets,
        spans
      } = yield* whatIsWritten(
        Effect.fnUntraced(function* (write) {
          const { account, key, listening, place, server } = yield* trading
          yield* listening
          const faults: ReadonlyArray<RequestFault> = [
            "HTML_502",
            "CUT_AFTER_ACCEPT",
            "OTHER_SHAPE",
            "FORBIDDEN",
            "TEXT_429",
            "UNAUTHORIZED"
          ]
          for (const fault of faults) {
            server.faults.push(fault)
            write(yield* Effect.exit(place(buy())))
            server.faults.push(fault)
            write(yield* Effect.exit(account.balances))
          }
          server.messageFaults.push("UNREADABLE")
          yield* Effect.exit(place(buy()))
          return [
            server.tokens,
            [key.key.export({ format: "pem", type: "pkcs8" }).toString().split("\n")[1] ?? "?"]
          ].flat()
        })
      )
      expect(spans.some((span) => span.attributes.has("requestId"))).toBe(true)
      expect(secrets.length).toBeGreaterThan(10)
      expect(secrets.filter((secret) => all.includes(secret))).toEqual([])
    })
  )
)
