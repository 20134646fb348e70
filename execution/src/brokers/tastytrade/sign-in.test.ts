import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { http, HttpResponse } from "msw"
import { answeredHere } from "../../../../infra/platform/src/wire/answered-here.fixture.ts"
import { SignIns } from "./sign-in.ts"

const rest = "https://api.cert.tastyworks.com"
const at = { rest, allowedHosts: ["api.cert.tastyworks.com"] }
const key = (refresh: string) => ({
  refresh: Redacted.make(refresh),
  secret: Redacted.make("s"),
  account: "5WT1",
  environment: "PAPER" as const
})
/** A grant that begins with `good` is taken. */
const answered = answeredHere(
  http.post(`${rest}/oauth/token`, async ({ request }) => {
    const { refresh_token: refresh } = (await request.json()) as { readonly refresh_token: string }
    return refresh.startsWith("good")
      ? HttpResponse.json({ access_token: `token of ${refresh}`, token_type: "Bearer", expires_in: 900 })
      : HttpResponse.json({ error: "invalid_grant" }, { status: 400 })
  })
)
/** Time passes while it is asked. */
const passing = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.raceFirst(
    effect,
    Effect.forever(
      Effect.andThen(
        TestClock.adjust("1 second"),
        Effect.promise(() => new Promise(setImmediate))
      )
    )
  )

it.effect("a token is asked for once, whoever wants it, and anew a minute before it runs out", () =>
  Effect.gen(function* () {
    const sent = yield* answered
    const { token } = new SignIns().of(key("good"), at)
    yield* Effect.all([token, token, token], { concurrency: "unbounded" })
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({
      asked: `POST ${rest}/oauth/token`,
      body: '{"grant_type":"refresh_token","refresh_token":"good","client_secret":"s"}'
    })
    expect(sent[0]?.headers["authorization"]).toBeUndefined()
    yield* TestClock.adjust("13 minutes")
    yield* token
    expect(sent).toHaveLength(1)
    yield* TestClock.adjust("70 seconds")
    yield* token
    expect(sent).toHaveLength(2)
  }).pipe(Effect.scoped)
)

it.effect("after three keys that were refused no new one is tried for a while; one that was good still is", () =>
  Effect.gen(function* () {
    const sent = yield* answered
    const signIns = new SignIns()
    const good = signIns.of(key("good"), at)
    yield* good.token
    for (const name of ["bad 1", "bad 2", "bad 3"]) {
      const { token } = signIns.of(key(name), at)
      expect(yield* Effect.flip(passing(token))).toMatchObject({ cause: "REVOKED", retryable: false })
      const asked = sent.length
      // Refused for good: left alone.
      expect(yield* Effect.flip(token)).toMatchObject({ cause: "REVOKED" })
      expect(sent).toHaveLength(asked)
    }
    const before = sent.length
    const other = signIns.of(key("good, and new"), at)
    expect(yield* Effect.flip(other.token)).toMatchObject({ cause: "LIMITED", retryable: true })
    expect(sent).toHaveLength(before)
    yield* TestClock.adjust("14 minutes")
    yield* good.token
    expect(sent).toHaveLength(before + 1)
    yield* TestClock.adjust("2 minutes")
    yield* other.token
    expect(sent).toHaveLength(before + 2)
  }).pipe(Effect.scoped)
)
