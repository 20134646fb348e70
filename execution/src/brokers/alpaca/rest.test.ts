import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { http, HttpResponse } from "msw"
import { answeredHere } from "../../../../infra/platform/src/wire/answered-here.fixture.ts"
import { RequestWindow } from "../../wire/request-window.ts"
import { key, PAPER } from "./answered.fixture.ts"
import { restOf } from "./rest.ts"

it.effect("a pause of an hour is believed for a minute, and for five seconds where a cancel or a close waits", () =>
  Effect.gen(function* () {
    let answers = 0
    const tooMany = new HttpResponse("too many", { status: 429, headers: { "retry-after": "3600" } })
    const sent = yield* answeredHere(
      http.all(`${PAPER}/v2/*`, () => (answers++ === 0 ? tooMany : HttpResponse.json({})))
    )
    const { send } = restOf(
      PAPER,
      [new URL(PAPER).host],
      key,
      new RequestWindow({ requests: 9, within: 60_000, kept: 3 })
    )
    const look = send({ path: "/v2/orders" })
    const cancel = send({ method: "DELETE", path: "/v2/orders/o", urgency: "URGENT" })
    expect(yield* Effect.flip(look)).toMatchObject({ cause: "LIMITED", retryAfter: 60_000 })
    expect(yield* Effect.flip(cancel)).toMatchObject({ cause: "LIMITED", retryAfter: 5_000 })
    yield* TestClock.adjust("5 seconds")
    expect(yield* cancel).toMatchObject({ status: 200 })
    expect(yield* Effect.flip(look)).toMatchObject({ cause: "LIMITED", retryAfter: 55_000 })
    yield* TestClock.adjust("55 seconds")
    expect(yield* look).toMatchObject({ status: 200 })
    expect(sent).toHaveLength(3)
  })
)
