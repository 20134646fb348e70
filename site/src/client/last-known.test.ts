import { QueryClient } from "@tanstack/react-query"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { keepOnLeave, lastContact, takeUp } from "./last-known.ts"

const page = Object.assign(new EventTarget(), { visibilityState: "visible" })
const kept = new Map<string, string>()

beforeEach(() => {
  kept.clear()
  page.visibilityState = "visible"
  vi.stubGlobal("document", page)
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page))
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page))
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => kept.set(name, text),
    removeItem: (name: string) => kept.delete(name)
  })
})
afterEach(() => vi.unstubAllGlobals())

/** A page that heard the server at 1,000 and 5,000 ms; since then asking for the bots has failed. */
const opened = async (): Promise<QueryClient> => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  client.setQueryData(["me"], { id: "ada" }, { updatedAt: 1_000 })
  client.setQueryData(["bots"], [{ id: "b" }], { updatedAt: 5_000 })
  const fails = { queryKey: ["bots"], queryFn: () => Promise.reject(new Error("no connection")), staleTime: 0 }
  await client.query(fails).catch(() => undefined)
  return client
}

it("keeps whatever has data, dated by the last contact, and not what failed since", async () => {
  const before = await opened()
  expect(before.getQueryState(["bots"])?.status).toBe("error")
  const stop = keepOnLeave(before)
  page.dispatchEvent(new Event("pagehide"))
  stop()
  const after = new QueryClient()
  expect(takeUp(after, undefined)).toBe(5_000)
  expect(after.getQueryData(["bots"])).toEqual([{ id: "b" }])
  expect(after.getQueryState(["bots"])).toMatchObject({ status: "success", error: null, fetchStatus: "idle" })
  expect(lastContact(after)).toBe(5_000)
})

it("keeps it when the page is hidden, too, until it is told to stop", async () => {
  const stop = keepOnLeave(await opened())
  page.dispatchEvent(new Event("visibilitychange"))
  expect(kept.size).toBe(0)
  page.visibilityState = "hidden"
  page.dispatchEvent(new Event("visibilitychange"))
  expect(kept.size).toBe(1)
  kept.clear()
  stop()
  page.dispatchEvent(new Event("visibilitychange"))
  page.dispatchEvent(new Event("pagehide"))
  expect(kept.size).toBe(0)
})

it("keeps what is small where there is no room for all of it", () => {
  const client = new QueryClient()
  client.setQueryData(["me"], { id: "ada" })
  client.setQueryData(["bots"], [{ id: "b" }])
  client.setQueryData(["events", "b"], "x".repeat(5_000))
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => {
      if (text.length > 4_000) throw new Error("QuotaExceededError")
      kept.set(name, text)
    },
    removeItem: (name: string) => kept.delete(name)
  })
  const stop = keepOnLeave(client)
  page.dispatchEvent(new Event("pagehide"))
  stop()
  const after = new QueryClient()
  takeUp(after, undefined)
  expect(after.getQueryData(["bots"])).toEqual([{ id: "b" }])
  expect(after.getQueryData(["events", "b"])).toBeUndefined()
})
