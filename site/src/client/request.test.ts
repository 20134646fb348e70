import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { Problem } from "./problem.ts"
import { reached, request, waitingUntil } from "./request.ts"

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  waitingUntil.set(0)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const limited = (after: string | undefined, body: object = {}) =>
  Response.json(
    { detail: "Too many.", ...body },
    { status: 429, ...(after !== undefined && { headers: { "retry-after": after } }) }
  )

/** A server that gives these answers, then 200; counts what it was asked. */
const server = (answers: ReadonlyArray<Response>) => {
  const asked: Array<number> = []
  const left = [...answers]
  vi.stubGlobal("fetch", () => {
    asked.push(Date.now() - 1_000_000)
    return Promise.resolve(left.shift() ?? Response.json({ fine: true }))
  })
  return asked
}

const failure = (going: Promise<unknown>) =>
  going.then(
    () => undefined,
    (error: unknown) => error
  )

it("asks in a task of its own for each of several answers, and sends a change at once", async () => {
  let task = 0
  const asked: Array<string> = []
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(`${address} ${task}`)
    queueMicrotask(() => task++)
    return Promise.resolve(Response.json({}))
  })
  const going = ["/x", "/y"].map((address) => request(address, {}, "No connection."))
  await Promise.resolve()
  expect(asked).toEqual([])
  going.push(request("/z", { method: "POST" }, "No connection."))
  expect(asked).toEqual(["/z 0"])
  await vi.runAllTimersAsync()
  await Promise.all(going)
  expect(asked).toEqual(["/z 0", "/x 1", "/y 2"])
})

describe("a request that meets a limit of ours", () => {
  it("waits as long as it is told, says so, and goes out again by itself", async () => {
    const asked = server([limited("7"), limited("2")])
    const going = request("/x", { method: "POST" }, "No connection.")
    await vi.advanceTimersByTimeAsync(6_999)
    expect(asked).toEqual([0])
    expect(waitingUntil.get()).toBe(1_007_000)
    await vi.advanceTimersByTimeAsync(2_001)
    expect((await going).status).toBe(200)
    expect(asked).toEqual([0, 7_000, 9_000])
  })

  it("waits at most five times", async () => {
    const asked = server(Array.from({ length: 20 }, () => limited("1")))
    const going = failure(request("/x", {}, "No connection."))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await going).toMatchObject({ status: 429, message: "Too many." })
    expect(asked).toHaveLength(6)
  })

  it.each([
    ["without a time", limited(undefined)],
    ["that takes longer than anybody waits", limited("3600")],
    ["that says it is for good", limited("1", { retryable: false })],
    ["of another kind", Response.json({ detail: "No." }, { status: 409, headers: { "retry-after": "1" } })]
  ])("is told at once of a refusal %s", async (_, answer) => {
    const asked = server([answer])
    const going = failure(request("/x", {}, "No connection."))
    await vi.advanceTimersByTimeAsync(0)
    expect(await going).toBeInstanceOf(Problem)
    expect(asked).toEqual([0])
  })

  it("ends when its reader goes away", async () => {
    const asked = server([limited("5")])
    const reader = new AbortController()
    const going = failure(request("/x", { signal: reader.signal }, "No connection."))
    await vi.advanceTimersByTimeAsync(1_000)
    reader.abort()
    expect(await going).toBe(reader.signal.reason)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toEqual([0])
  })
})

it("tells whether the last one was answered at all: a refusal is an answer, going away is no failure", async () => {
  const change = { method: "POST" }
  const answers = [
    () => Promise.reject(new TypeError("Failed to fetch")),
    () => Promise.resolve(Response.json({}, { status: 503 }))
  ]
  vi.stubGlobal("fetch", () => answers.shift()?.())
  expect(await failure(request("/x", change, "No connection."))).toMatchObject({ status: 0, message: "No connection." })
  expect(reached.get()).toBe(false)
  expect(await failure(request("/x", change, "No connection."))).toMatchObject({ status: 503 })
  expect(reached.get()).toBe(true)
  const gone = AbortSignal.abort()
  vi.stubGlobal("fetch", () => Promise.reject(gone.reason as Error))
  expect(await failure(request("/x", { ...change, signal: gone }, "No connection."))).toBe(gone.reason)
  expect(reached.get()).toBe(true)
})
