import { QueryClient } from "@tanstack/react-query"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { reached } from "../client/request.ts"
import { keepFresh } from "./refresh.ts"

const page = new EventTarget()

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page))
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page))
})
afterEach(() => {
  reached.set(true)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const world = (state: "CONNECTED" | "CONNECTING") => {
  const client = new QueryClient()
  client.setQueryData(["exchanges"], [{ accounts: [{ state }] }])
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
    const { client, asked, end } = world("CONNECTED")
    for (let second = 0; second < 60; second++) {
      client.setQueryData(["exchanges"], [{ accounts: [{ state: "CONNECTED" }] }])
      vi.advanceTimersByTime(1_000)
    }
    expect(asked.filter((name) => name === "exchanges")).toHaveLength(4)
    expect(asked.filter((name) => name === "bots")).toHaveLength(2)
    expect(asked.filter((name) => name === "candles")).toHaveLength(1)
    end()
    vi.advanceTimersByTime(60_000)
    expect(asked).toHaveLength(7)
  })

  it("is asked for soon while no answer came, and at once when the browser tells of a change", () => {
    const { asked, end } = world("CONNECTED")
    page.dispatchEvent(new Event("offline"))
    expect(asked).toEqual(["exchanges"])
    reached.set(false)
    vi.advanceTimersByTime(6_000)
    expect(asked).toHaveLength(4)
    end()
    page.dispatchEvent(new Event("online"))
    expect(asked).toHaveLength(4)
  })

  it("is asked for soon while an account is being opened", () => {
    const { asked } = world("CONNECTING")
    vi.advanceTimersByTime(2_000)
    expect(asked).toEqual(["exchanges"])
  })
})
