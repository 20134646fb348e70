import { describe, expect, it } from "vitest"
import { carryOut, type Outcome } from "./carry-out.ts"
import type { StopWish, Trouble } from "./stop-wish.ts"

const MINUTE = 60_000

/** One browser with as many tabs as are opened; what is sent is answered by hand, waits pass by hand. */
const browser = () => {
  let kept: StopWish | undefined
  let clock = 1_000_000
  const waits: Array<{ readonly at: number; readonly callback: () => void }> = []
  const sent: Array<{
    readonly wish: StopWish
    readonly going: () => boolean
    readonly answer: (outcome: Outcome) => Promise<void>
  }> = []
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
  let turn: Promise<void> = Promise.resolve()
  const tab = () => {
    const troubles: Array<Trouble> = []
    const carrying = carryOut({
      read: () => kept,
      write: (wish) => (kept = wish),
      send: (wish, signal, going) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve("NO_CONNECTION"))
          sent.push({
            wish,
            going,
            answer: async (outcome) => {
              resolve(outcome)
              await settle()
            }
          })
        }),
      alone: (work) => (turn = turn.then(work)),
      onTrouble: (trouble) => troubles.push(trouble),
      now: () => clock,
      wait: (callback, millis) => waits.push({ at: clock + millis, callback })
    })
    return { ...carrying, troubles }
  }
  return {
    tab,
    sent,
    settle,
    kept: () => kept,
    ask: (id: string) => (kept = { id, askedAt: clock }),
    withdraw: () => (kept = undefined),
    pass: async (millis: number) => {
      clock += millis
      for (const due of waits.filter(({ at }) => at <= clock)) {
        waits.splice(waits.indexOf(due), 1)
        due.callback()
      }
      await settle()
    }
  }
}

/** One tab with a wish on its way. */
const asked = async () => {
  const b = browser()
  const first = b.tab()
  b.ask("one")
  first.nudge()
  await b.settle()
  const last = () => {
    const newest = b.sent.at(-1)
    if (newest === undefined) throw new Error("nothing was sent")
    return newest
  }
  return { ...b, first, last }
}

describe("a wish to stop everything", () => {
  it("is sent until it is taken, with growing pauses, always under the same id", async () => {
    const b = await asked()
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = b.sent.length
      await b.last().answer("NO_CONNECTION")
      await b.pass(pause - 1)
      expect(b.sent).toHaveLength(before)
      await b.pass(1)
      expect(b.sent).toHaveLength(before + 1)
    }
    await b.last().answer("DONE")
    expect(b.kept()).toBeUndefined()
    await b.pass(5 * MINUTE)
    expect(b.sent).toHaveLength(8)
    expect(new Set(b.sent.map(({ wish }) => wish.id))).toEqual(new Set(["one"]))
  })

  it("goes out at once when there may be a connection again, and only once", async () => {
    const b = await asked()
    await b.last().answer("NO_CONNECTION")
    expect(b.first.troubles.at(-1)).toBe("NO_CONNECTION")
    b.first.nudge()
    b.first.nudge()
    await b.pass(10_000)
    expect(b.sent).toHaveLength(2)
  })

  it("goes out after a reload, and remembers that it went out before", async () => {
    const b = await asked()
    expect(b.last().going()).toBe(true)
    b.first.end()
    await b.settle()
    expect(b.kept()).toMatchObject({ id: "one", sent: true })
    const reloaded = b.tab()
    reloaded.nudge()
    await b.settle()
    expect(b.last().wish).toMatchObject({ id: "one", sent: true })
  })

  it("is never sent again once it is withdrawn, also while it is on its way", async () => {
    const b = await asked()
    b.withdraw()
    b.first.nudge()
    await b.last().answer("NO_CONNECTION")
    await b.pass(MINUTE)
    expect(b.sent).toHaveLength(1)
    expect(b.kept()).toBeUndefined()
  })

  it("withdrawn in another tab while it is asked who is signed in, neither goes out nor comes back", async () => {
    const b = await asked()
    b.withdraw()
    expect(b.last().going()).toBe(false)
    expect(b.kept()).toBeUndefined()
  })

  it("withdrawn between two tries, stays so", async () => {
    const b = await asked()
    await b.last().answer({ later: "Not just now." })
    expect(b.first.troubles.at(-1)).toEqual({ why: "Not just now." })
    b.withdraw()
    await b.pass(MINUTE)
    expect(b.sent).toHaveLength(1)
  })

  it("is sent by one of several tabs", async () => {
    const b = await asked()
    const other = b.tab()
    other.nudge()
    await b.settle()
    expect(b.sent).toHaveLength(1)
    await b.last().answer("DONE")
    await b.pass(MINUTE)
    expect(b.sent).toHaveLength(1)
  })

  it("is told and not repeated when it is refused", async () => {
    const b = await asked()
    await b.last().answer({ refused: "Sign in first." })
    expect(b.kept()).toMatchObject({ id: "one", refused: "Sign in first." })
    b.first.nudge()
    await b.pass(MINUTE)
    expect(b.sent).toHaveLength(1)
  })

  it("stays, unsent, while another trader is signed in", async () => {
    const b = await asked()
    await b.last().answer("ANOTHER_TRADER")
    await b.pass(MINUTE)
    expect(b.sent).toHaveLength(1)
    expect(b.kept()).toMatchObject({ id: "one" })
  })

  it("does not go out by itself once it is old, or the clock was set back", async () => {
    const b = await asked()
    await b.last().answer("NO_CONNECTION")
    b.first.end()
    await b.pass(15 * MINUTE + 1)
    b.tab().nudge()
    await b.settle()
    expect(b.sent).toHaveLength(1)
    await b.pass(-60 * MINUTE)
    b.tab().nudge()
    await b.settle()
    expect(b.sent).toHaveLength(1)
    expect(b.kept()).toMatchObject({ id: "one" })
  })

  it("gives up a try that is not answered, and makes a new one", async () => {
    const b = await asked()
    await b.pass(20_000)
    await b.pass(1_000)
    expect(b.sent).toHaveLength(2)
  })

  it("asked for anew, is a new one, sent at once", async () => {
    const b = await asked()
    b.ask("two")
    b.first.nudge()
    await b.settle()
    expect(b.sent.map(({ wish }) => wish.id)).toEqual(["one", "two"])
    await b.last().answer("DONE")
    expect(b.kept()).toBeUndefined()
  })
})
