import type { Decimal } from "@tradetower/domain/number"
import { judgeCommitment } from "@tradetower/domain/risk"
import { describe, expect, it } from "vitest"
import { confirmation, type Said } from "./confirmation.ts"
import { freeOn } from "./use-commitment.ts"

const usd = (amount: string) => [{ asset: "USD", amount }]
const exact = ({ amount, asset }: { readonly asset: string; readonly amount: string }) => ({
  asset,
  // Written as a number here.
  amount: amount as Decimal
})

/** A screen that commits, judged as the worker judges. */
const screen = (wait: Promise<void> = Promise.resolve()) => {
  const said: Array<Said | undefined> = []
  const gone: Array<string> = []
  const { commit, forget } = confirmation(
    async ({ free, wanted }) => {
      await wait
      return judgeCommitment(wanted.map(exact), free.map(exact))
    },
    (words) => said.push(words)
  )
  const press = (amount: string, free: string | undefined = "1000") =>
    commit(amount, usd(amount), free === "unknown" ? undefined : usd(free), () => gone.push(amount))
  return { press, forget, gone, said: () => said.at(-1) }
}

describe("committing money from a screen", () => {
  it("FUNDS-5 goes on at once up to half of what is free", async () => {
    const it = screen()
    await it.press("500")
    expect(it.gone).toEqual(["500"])
    expect(it.said()).toBeUndefined()
  })

  it("FUNDS-5 asks at more than half, told both sums, and goes on at a second press for the same", async () => {
    const it = screen()
    await it.press("600")
    expect(it.gone).toEqual([])
    expect(it.said()).toEqual({
      words: "This commits 600.00 USD, more than half of the 1,000.00 USD that is free. Press again to commit it.",
      asks: true
    })
    await it.press("600")
    expect(it.gone).toEqual(["600"])
    expect(it.said()).toBeUndefined()
    // What was said to one time is not said to the next.
    await it.press("600")
    expect(it.gone).toEqual(["600"])
  })

  it("FUNDS-5 asks anew for another amount, and after what was typed has changed", async () => {
    const it = screen()
    await it.press("600")
    await it.press("700")
    expect(it.said()?.words).toContain("700.00 USD")
    it.forget()
    await it.press("700")
    expect(it.said()?.asks).toBe(true)
    expect(it.gone).toEqual([])
  })

  it("FUNDS-4 refuses more than is free however often it is pressed", async () => {
    const it = screen()
    await it.press("1000.01")
    await it.press("1000.01")
    expect(it.said()).toMatchObject({ asks: false, words: expect.stringContaining("1,000.01 USD is needed") as string })
    expect(it.gone).toEqual([])
  })

  it("leaves it to the server while no balance is known", async () => {
    const it = screen()
    await it.press("5000", "unknown")
    expect(it.gone).toEqual(["5000"])
  })

  it("commits nothing, and says so, where it can't be judged", async () => {
    const it = screen(Promise.reject(new Error("no worker")))
    await it.press("100")
    expect(it.gone).toEqual([])
    expect(it.said()).toMatchObject({ asks: false, words: expect.stringContaining("Reload") as string })
  })

  it("commits once when pressed twice before the answer, and not at all when what was typed changes", async () => {
    let answer: () => void = () => undefined
    const wait = new Promise<void>((resolve) => (answer = resolve))
    const it = screen(wait)
    const presses = [it.press("100"), it.press("100")]
    answer()
    await Promise.all(presses)
    expect(it.gone).toEqual(["100"])
    const late = it.press("900")
    it.forget()
    await late
    expect(it.said()).toBeUndefined()
    expect(it.gone).toEqual(["100"])
  })
})

describe("what can still be committed", () => {
  it("FUNDS-4 is nothing known while the account was never told of", () => {
    expect(freeOn(undefined)).toBeUndefined()
  })
})
