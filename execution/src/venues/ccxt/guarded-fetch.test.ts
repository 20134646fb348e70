import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { endless } from "../../../../infra/platform/src/wire/endless.fixture.ts"
import { KnownFailure } from "./ccxt-failure.ts"
import { guardedFetch } from "./guarded-fetch.ts"

/** A server on this machine that answers so. */
const serverThat = (way: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer(way)
      server.listen(0, "127.0.0.1", () => {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
        resume(Effect.succeed({ url, close: () => void server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

/** One that sends everybody to an address, and what was asked of it. */
const sending = (elsewhere: string) => {
  const asked: Array<string> = []
  const server = serverThat((request, response) => {
    asked.push(String(request.url))
    response.writeHead(302, { location: elsewhere }).end()
  })
  return Effect.map(server, ({ url }) => ({ url, asked }))
}
const failed = (asked: Promise<unknown>) =>
  Effect.flip(Effect.tryPromise({ try: () => asked, catch: (error) => error }))

describe("what ccxt asks with", () => {
  it.live("asks the hosts of its exchange and no others", () =>
    Effect.gen(function* () {
      const here = yield* sending("/")
      const ask = guardedFetch({ name: "Kraken", hosts: ["api.kraken.com"], instead: here.url })
      for (const host of ["evil.example", "api.kraken.com.evil.example", "api.kraken.com:8443", "kraken.com"]) {
        const error = yield* failed(ask(`https://${host}/0/public/Time`, {}))
        assert.instanceOf(error, KnownFailure)
        assert.deepInclude((error as KnownFailure).failure, {
          message: `${host} is no host of Kraken`,
          retryable: false
        })
      }
      assert.deepStrictEqual(here.asked, [])
    }).pipe(Effect.scoped)
  )

  it.live("goes nowhere else when it is sent there", () =>
    Effect.gen(function* () {
      const other = yield* sending("/")
      const own = yield* sending(other.url)
      const ask = guardedFetch({ name: "Kraken", hosts: ["api.kraken.com"], instead: own.url })
      yield* failed(ask("https://api.kraken.com/0/public/Time?x=1", {}))
      assert.deepStrictEqual([own.asked, other.asked], [["/0/public/Time?x=1"], []])
    }).pipe(Effect.scoped)
  )

  it.live("stops reading an answer that has no end", () =>
    Effect.gen(function* () {
      const { ended, way } = endless()
      const { url } = yield* serverThat(way)
      const ask = guardedFetch({ name: "Kraken", hosts: ["api.kraken.com"], instead: url })
      const error = yield* failed(ask("https://api.kraken.com/0/public/Time", {}))
      assert.deepInclude((error as KnownFailure).failure, { cause: "NETWORK", needsUser: true })
      yield* Effect.promise(() => ended)
    }).pipe(Effect.scoped)
  )
})
