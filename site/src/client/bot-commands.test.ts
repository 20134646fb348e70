import { describe, expect, it } from "vitest"
import { takes, tellAll } from "./bot-commands.ts"
import type { Bot, BotState } from "./contract.ts"
import { Problem } from "./problem.ts"

const bot = (id: string, state?: BotState, live = true): Bot =>
  ({ id, name: id, ...(state !== undefined && { run: { live, summary: { state } } }) }) as unknown as Bot
const many = ["a", "b", "c", "d"].map((id) => bot(id, "PAUSED"))
const never = new AbortController().signal

describe("a command to many bots", () => {
  it("makes sense to those only that are in a state for it", () => {
    const able = (state: BotState) =>
      (["resume", "pause", "stop"] as const).filter((one) => takes(bot("x", state), one))
    expect(able("PAUSED")).toEqual(["resume", "stop"])
    expect(able("ACTIVE")).toEqual(["pause", "stop"])
    expect(able("WAITING")).toEqual(["pause", "stop"])
    expect(able("ERROR")).toEqual(["stop"])
    expect(able("CLOSING")).toEqual([])
    const waiting = { run: { live: true, summary: { state: "PAUSED", waits: {} } } } as unknown as Bot
    expect([takes(waiting, "resume"), takes(waiting, "pause"), takes(waiting, "stop")]).toEqual([false, true, true])
    expect(takes(bot("x", "PAUSED", false), "resume")).toBe(false)
    expect(takes(bot("x"), "stop")).toBe(false)
  })

  it("goes to one after another, and past one that refuses", async () => {
    const through: Array<number> = []
    const sent: Array<string> = []
    const send = ({ id }: Bot) => {
      sent.push(id)
      return id === "b" ? Promise.reject(new Problem(409, "b is not running.")) : Promise.resolve()
    }
    const { left, refused, told } = await tellAll(many, send, (n) => through.push(n), never)
    expect([sent.join(""), through, told, left]).toEqual(["abcd", [1, 2, 3, 4], 3, []])
    expect(refused).toEqual([{ bot: many[1], why: "b is not running." }])
  })

  it("ends where the connection does, and names who was not told", async () => {
    const send = ({ id }: Bot) => (id === "b" ? Promise.reject(new Problem(0, "No connection.")) : Promise.resolve())
    const { left, refused, told } = await tellAll(many, send, () => undefined, never)
    expect([told, refused.map(({ bot: { id } }) => id), left.map(({ id }) => id)]).toEqual([1, ["b"], ["c", "d"]])
  })

  it("ends when the trader says so", async () => {
    const ending = new AbortController()
    const send = ({ id }: Bot) => {
      if (id === "b") ending.abort()
      return Promise.resolve()
    }
    const { left, told } = await tellAll(many, send, () => undefined, ending.signal)
    expect([told, left.map(({ id }) => id)]).toEqual([2, ["c", "d"]])
  })
})
