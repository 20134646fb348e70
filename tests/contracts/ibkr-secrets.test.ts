import { expect } from "@effect/vitest"
import { Effect } from "effect"
import type { Faults } from "../standins/ibkr/faults.ts"
import { noFaults } from "../standins/ibkr/faults.ts"
import { rule } from "./ibkr-rule.ts"
import { whatIsWritten } from "./what-is-written.ts"

const all: ReadonlyArray<Partial<Faults>> = [
  { cutAnswers: 1 },
  { answer503: 1 },
  { strangeQuestion: true },
  { prompt: true },
  { throttle: true },
  { nightly: true },
  { taken: true }
]

rule("nothing secret is in what it logs, traces or fails with, whatever goes wrong", (at) =>
  Effect.gen(function* () {
    const { all: text, spans } = yield* whatIsWritten((write) =>
      Effect.gen(function* () {
        const ada = yield* at.heard("ada")
        for (const faults of all) {
          yield* at.fault(faults)
          if (faults.taken === true || faults.nightly === true) at.server.endSessions(faults.taken === true)
          write(yield* Effect.exit(ada.place(at.buy())))
          write(yield* Effect.exit(ada.account.balances))
          write(yield* Effect.exit(ada.find(at.buy())))
          yield* at.fault(noFaults)
        }
        write(ada.news)
      })
    )
    expect(spans.length).toBeGreaterThan(20)
    const { known } = at.server.oauth
    const secrets = [
      ...known,
      ...[...at.secrets.values()].flatMap((secret) =>
        Object.values(secret).map((value) => value.split("\n").find((line) => line.length > 30) ?? value)
      )
    ]
    expect(secrets.length).toBeGreaterThan(7)
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  })
)
