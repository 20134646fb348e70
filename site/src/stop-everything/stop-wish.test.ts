import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { isKept, keepWish, newWish, refuseWishes, standingWords, type StopWish, wishOf } from "./stop-wish.ts"

const kept = new Map<string, string>()
const storage = {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, text: string) => void kept.set(name, text),
  removeItem: (name: string) => void kept.delete(name)
}
beforeEach(() => {
  kept.clear()
  vi.stubGlobal("localStorage", storage)
})
afterEach(() => {
  keepWish("ada", undefined)
  vi.unstubAllGlobals()
})

const now = new Date(2026, 10, 28, 14, 5).getTime()
const wish: StopWish = { id: "one", askedAt: new Date(2026, 10, 28, 14, 2).getTime() }

describe("a wish to stop everything, as it is kept", () => {
  it("is each trader's own", () => {
    keepWish("ada", wish)
    expect(wishOf("ada")).toEqual(wish)
    expect(wishOf("ben")).toBeUndefined()
    keepWish("ben", newWish(now))
    keepWish("ada", undefined)
    expect(wishOf("ada")).toBeUndefined()
    expect(wishOf("ben")?.askedAt).toBe(now)
    keepWish("ben", undefined)
    expect(kept.size).toBe(0)
  })

  it("is refused, once, for everyone when nobody is signed in any more", () => {
    keepWish("ada", wish)
    refuseWishes("Signed out.")
    refuseWishes("Again.")
    expect(wishOf("ada")).toEqual({ ...wish, refused: "Signed out." })
  })

  it.each(["", "no JSON", "null", '{"ada":{"id":1,"askedAt":"x"}}', '{"ada":null}', '{"ada":{"id":"a"}}'])(
    "is none when what is kept is broken: %j",
    (text) => {
      kept.set("tradingtower.stop-wishes", text)
      expect(wishOf("ada")).toBeUndefined()
      keepWish("ada", wish)
      expect(wishOf("ada")).toEqual(wish)
    }
  )

  it("lasts as long as the page in a browser that keeps nothing, and says so", () => {
    const refuses = () => {
      throw new Error("QuotaExceededError")
    }
    vi.stubGlobal("localStorage", { ...storage, setItem: refuses, removeItem: refuses })
    keepWish("ada", wish)
    expect([wishOf("ada"), isKept()]).toEqual([wish, false])
    expect(standingWords(wish, "NO_CONNECTION", now).text).toMatch(/Leave this page open/)
  })
})

describe("what is said of it", () => {
  const said = (change: Partial<StopWish>, trouble: Parameters<typeof standingWords>[1], at = now) => {
    const { text, title } = standingWords({ ...wish, ...change }, trouble, at)
    return `${title} ${text}`
  }
  it("is what is known, with when it was asked", () => {
    expect(said({}, "NONE")).toMatch(/being sent … Asked 14:02/)
    expect(said({}, "NO_CONNECTION")).toMatch(/not sent yet: no connection.*goes out by itself.*Asked 14:02/)
    expect(said({ sent: true }, "NO_CONNECTION")).toMatch(
      /not sent, or its answer was lost.*nothing twice.*Asked 14:02/
    )
    expect(said({}, { why: "No room." })).toMatch(/not done yet. No room. It is sent again by itself.*Asked 14:02/)
    expect(said({ refused: "Sign in." }, "NONE")).toMatch(/not done. Sign in. Asked 14:02/)
  })

  it("names the age of one that no longer goes out, and what may have come of it", () => {
    const old = said({ sent: true }, "NO_CONNECTION", now + 60 * 60_000)
    expect(old).toMatch(/not sent. That was 1 h ago.*doesn’t go out by itself.*may have been done.*Asked 14:02/)
    expect(said({}, "NONE", now + 86_400_000)).toMatch(/1 day ago.*Asked 28 Nov, 14:02/)
  })
})
