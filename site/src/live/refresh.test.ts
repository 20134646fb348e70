import { QueryClient } from "@tanstack/react-query"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { keepFresh } from "./refresh.ts"

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const world = (balances: ReadonlyArray<unknown>) => {
  const client = new QueryClient()
  client.setQueryData(["exchanges"], [{ balances }])
  client.setQueryData(["bots"], [])
  const asked: Array<unknown> = []
  vi.spyOn(client, "invalidateQueries").mockImplementation((filters) => {
    asked.push(filters?.queryKey?.[0])
    return Promise.resolve()
  })
  const end = keepFresh(client)
  return { client, asked, end }
}

describe("what live messages keep patching", () => {
  it("is asked for again every now and then, however often it is patched", () => {
    const { client, asked, end } = world([{}])
    for (let second = 0; second < 60; second++) {
      client.setQueryData(["exchanges"], [{ balances: [{}] }])
      vi.advanceTimersByTime(1_000)
    }
    expect(asked.filter((name) => name === "exchanges")).toHaveLength(4)
    expect(asked.filter((name) => name === "bots")).toHaveLength(2)
    end()
    vi.advanceTimersByTime(60_000)
    expect(asked).toHaveLength(6)
  })

  it("is asked for soon while an account is being opened", () => {
    const { asked } = world([])
    vi.advanceTimersByTime(2_000)
    expect(asked).toEqual(["exchanges"])
  })
})
