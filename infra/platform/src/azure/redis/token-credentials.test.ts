import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { tokenCredentials } from "./token-credentials.ts"

const MINUTE = 60_000
beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** An identity whose nth token says so, and holds for an hour; some are refused. */
const identity = (refused: ReadonlyArray<number> = []) => {
  let nth = 0
  return {
    getToken: () => {
      const claims = { oid: "its-object-id", nth: ++nth }
      if (refused.includes(nth)) return Promise.reject(new Error("away"))
      const token = `x.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`
      return Promise.resolve({ token, expiresOnTimestamp: Date.now() + 60 * MINUTE })
    }
  }
}
const subscribe = async (refused?: ReadonlyArray<number>) => {
  const renewed: Array<unknown> = []
  const [first, subscription] = await tokenCredentials(identity(refused)).subscribe({
    onNext: (credentials) => void renewed.push(credentials),
    onError: () => undefined
  })
  return { first, renewed, subscription }
}

it("signs in by the identity's object id, and again well before its token ends", async () => {
  const { first, renewed } = await subscribe()
  expect(first).toMatchObject({ username: "its-object-id" })
  await vi.advanceTimersByTimeAsync(47 * MINUTE)
  expect(renewed).toEqual([])
  await vi.advanceTimersByTimeAsync(2 * MINUTE)
  expect(renewed).toHaveLength(1)
  expect(renewed[0]).not.toEqual(first)
  await vi.advanceTimersByTimeAsync(48 * MINUTE)
  expect(renewed).toHaveLength(2)
})

it("asks again soon for a token that it was not given, and no more once the connection is gone", async () => {
  const { renewed, subscription } = await subscribe([2, 3])
  await vi.advanceTimersByTimeAsync(48 * MINUTE + 15_000)
  expect(renewed).toEqual([])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(renewed).toHaveLength(1)
  subscription.dispose()
  await vi.advanceTimersByTimeAsync(100 * MINUTE)
  expect(renewed).toHaveLength(1)
})

it("refuses a token that does not say whose it is, before it is sent anywhere", async () => {
  const nobody = { getToken: () => Promise.resolve({ token: "opaque", expiresOnTimestamp: Date.now() + MINUTE }) }
  await expect(tokenCredentials(nobody).subscribe({ onNext: vi.fn(), onError: vi.fn() })).rejects.toThrow(/./)
})
