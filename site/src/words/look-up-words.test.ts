import { describe, expect, it } from "vitest"
import { clockOf } from "../format/time.ts"
import { lookUpWords, takeBackWords, unknownHoldWords } from "./look-up-words.ts"

const at = Date.UTC(2026, 10, 2, 12)
const known = { looks: 5, at, next: at + 4_000, missingFrom: at + 15_000, ifMissing: "SEND" } as const

describe("an order of unknown outcome", () => {
  it("says what is known, when it is looked up again, and what happens then", () => {
    expect(lookUpWords(undefined, at)).toBe("It is being looked up.")
    expect(lookUpWords({ ...known, found: "UNLISTED" }, at)).toBe(
      `It is not there, or not yet. Looked up 5 times, again in 4 s, at ${clockOf(at + 4_000)}. Not found at ${clockOf(at + 15_000)} or later, it never arrived: it is sent again, under the same id. Found, its bot goes on with it.`
    )
    expect(
      lookUpWords({ ...known, looks: 1, found: "NO_ANSWER", says: "it is away.", ifMissing: "REFUSE" }, at)
    ).toMatch(/^It could not be looked up: it is away\. Looked up once, again in 4 s.* its bot is told so\./)
    expect(lookUpWords({ ...known, found: "UNLISTED", missingFrom: at + 4_000 }, at)).toContain(
      "Not found then, it never arrived"
    )
    expect(lookUpWords({ ...known, found: "UNDECIDED" }, at)).toBe(
      `It is there, and its exchange can’t tell how it stands. Looked up 5 times, again in 4 s, at ${clockOf(at + 4_000)}.`
    )
  })

  it("says since when its cancel has no answer, and what it may do meanwhile", () => {
    expect(takeBackWords(at)).toBe(
      `No answer has come since ${clockOf(at)}. It is asked again every few seconds until one comes; meanwhile it may still trade, and what it reserves stays reserved.`
    )
  })

  it("counts nothing down without a connection, never past the moment, and by a wrong clock no longer than it is", () => {
    const of = { ...known, found: "UNLISTED" } as const
    expect(lookUpWords(of, undefined)).toContain(`again at ${clockOf(of.next)} as far as is known.`)
    expect(lookUpWords(of, of.next + 9_000)).toContain("again right now.")
    expect(lookUpWords(of, at - 3_600_000)).toContain("again in 4 s,")
  })

  it("says what is held back, each asset of which something is", () => {
    const bitcoin = { base: "BTC", quote: "USD" }
    expect(unknownHoldWords(undefined, bitcoin)).toBeUndefined()
    expect(unknownHoldWords({ quote: "0", base: "0" }, bitcoin)).toBeUndefined()
    expect(unknownHoldWords({ quote: "640.26", base: "0" }, bitcoin)).toBe("640.26 USD")
    expect(unknownHoldWords({ quote: "1640.26", base: "0.10" }, bitcoin)).toBe("1,640.26 USD and 0.1 BTC")
  })
})
