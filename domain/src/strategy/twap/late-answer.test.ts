import { expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import { sub } from "../../number/whole.ts"
import type { LiveOrder } from "../../order/live-order.ts"
import { summarize } from "../../bot/summarize.ts"
import { TwapSettings } from "./settings.ts"

type Desk = ReturnType<typeof desk>

it.each([
  ["all of it", ({ fill }: Desk, { id }: LiveOrder) => fill(id)],
  [
    "a part of it",
    ({ expired, fill }: Desk, { id, quantity }: LiveOrder) => {
      fill(id, { lots: sub(quantity, 1) })
      expired(id)
    }
  ]
])(
  "TWAP-5 ends, too, when %s is answered of a slice only after all that went out since, and counts it",
  (_, answer) => {
    const settings = TwapSettings.make({
      start: { _tag: "IMMEDIATELY" },
      side: "BUY",
      totalAmount: "10" as never,
      duration: 5,
      frequency: 60
    })
    const bot = desk(settings)
    bot.start("100")
    const [late] = bot.open("TWAP_SLICE")
    if (late === undefined) throw new Error("no slice went out")
    bot.lost()
    bot.restored()
    for (let minute = 1; minute < 7; minute++) {
      bot.wait(60_000)
      bot.price("100")
      for (const { id } of bot.open("TWAP_SLICE")) if (id !== late.id) bot.fill(id)
    }
    expect(bot.state.life).toBe("ACTIVE")
    answer(bot, late)
    expect(bot.state.life).toBe("COMPLETED")
    const figures = new Map(summarize(bot.config, bot.state).figures?.map(({ name, value }) => [name, value]))
    expect(figures.get("slicesFilled")).toBe("5")
  }
)
