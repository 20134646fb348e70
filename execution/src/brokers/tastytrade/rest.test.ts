import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { http, HttpResponse } from "msw"
import { Asking } from "../../in-turn.ts"
import { answeredHere } from "../../../../infra/platform/src/wire/answered-here.fixture.ts"
import { TastytradePaces } from "./pace.ts"
import { restOf } from "./rest.ts"

const REST = "https://api.cert.tastyworks.com"
const key = { refresh: Redacted.make("r"), secret: Redacted.make("s"), account: "5WT1", environment: "PAPER" as const }

it.effect("in a long pause a cancel tries again after five seconds, as what is asked for a close does", () =>
  Effect.gen(function* () {
    let answers = 0
    const tooMany = new HttpResponse("too many", { status: 429, headers: { "retry-after": "60" } })
    yield* answeredHere(
      http.all(`${REST}/*`, () => (answers++ === 0 ? tooMany : HttpResponse.json({ data: { items: [] } })))
    )
    const { list, restsUntil, send } = restOf({
      rest: REST,
      allowedHosts: [new URL(REST).host],
      key,
      signIn: { token: Effect.succeed(Redacted.make("t")), refuse: () => undefined },
      pace: new TastytradePaces().of("a")
    })
    const cancel = send({ method: "DELETE", path: "/orders/1", urgency: "URGENT" })
    const held = list("/positions")
    expect(yield* Effect.flip(held)).toMatchObject({ cause: "LIMITED", retryAfter: 60_000 })
    expect(restsUntil()).toBe(60_000)
    expect(yield* Effect.flip(cancel)).toMatchObject({ cause: "LIMITED", retryAfter: 5_000 })
    yield* TestClock.adjust("5 seconds")
    expect(yield* cancel).toMatchObject({ status: 200 })
    expect(yield* Effect.flip(held)).toMatchObject({ cause: "LIMITED", retryAfter: 55_000 })
    expect(yield* Effect.provideService(held, Asking, "URGENT")).toEqual([])
  })
)
