import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { freePort } from "../../../tests/system/free-port.ts"
import { serveHealth, type Standing } from "./health.ts"

it.live("a probe hears at once that it lives, and that it is ready only while it is", () =>
  Effect.gen(function* () {
    const port = yield* Effect.promise(freePort)
    let standing: Standing = "STARTING"
    yield* serveHealth(port, () => standing)
    const statusOf = (path: string) =>
      Effect.promise(() => fetch(`http://127.0.0.1:${port}${path}`).then(({ status }) => status))
    const seen: Array<readonly [Standing, number, number]> = []
    for (const each of ["STARTING", "READY", "DRAINING"] as const) {
      standing = each
      seen.push([each, yield* statusOf("/live"), yield* statusOf("/ready")])
    }
    expect(seen).toEqual([
      ["STARTING", 200, 503],
      ["READY", 200, 200],
      ["DRAINING", 200, 503]
    ])
    expect(yield* statusOf("/elsewhere")).toBe(404)
  })
)
