import { expect, it } from "vitest"
import type { OrderView } from "@tradetower/domain/live"
import type { BotView } from "@tradetower/api/contract"
import { gridAround, startBot } from "../system/bots.ts"
import { onOffer } from "../system/on-offer.ts"
import { startOnStandIn } from "../system/on-stand-in.ts"
import { signIn, until } from "../system/trader.ts"

const PRICE = 60_000

it("ORDER-3 EXEC-41 an order whose answer was cut says what is known and held back until it is known, and is one", async () => {
  const system = await startOnStandIn(`${PRICE}.00`)
  try {
    const trader = await signIn(system.url, "ada")
    await onOffer(trader)
    await system.setFaults({ dropAnswers: 1, dropLooks: 1 })
    const { id } = await startBot(trader, "Ladder", gridAround(PRICE, 1_000))
    const orders = () => trader.get<ReadonlyArray<OrderView>>(`/api/v1/bots/${id}/orders`)
    const bot = () => trader.get<BotView>(`/api/v1/bots/${id}`)
    const all = await until("one is looked up", orders, (known) => known.some(({ lookUp }) => lookUp !== undefined))
    const unknown = all.find(({ lookUp }) => lookUp !== undefined)
    expect(unknown).toMatchObject({ status: "UNKNOWN", open: true, lookUp: { found: "NO_ANSWER", ifMissing: "SEND" } })
    const { at = 0, looks = 0, next = 0 } = unknown?.lookUp ?? {}
    expect(next - at).toBeGreaterThanOrEqual(1_000)

    const { run } = await until("its bot knows", bot, (one) => (one.run?.summary.unknownOrders ?? 0) > 0)
    expect(Number(run?.summary.unknownHold?.quote)).toBeGreaterThan(0)

    // It is looked up when that was said, and not before.
    const later = await until("it was looked up again", orders, (known) =>
      known.some(
        ({ clientOrderId, lookUp }) => clientOrderId === unknown?.clientOrderId && (lookUp?.looks ?? 0) > looks
      )
    )
    const again = later.find(({ clientOrderId }) => clientOrderId === unknown?.clientOrderId)?.lookUp
    if (again?.looks === looks + 1) expect(again.at).toBeGreaterThanOrEqual(next)

    await system.setFaults({})
    await until("all is known", orders, (known) => known.every(({ status }) => status !== "UNKNOWN"))
    const settled = await until("its bot knows it", bot, (one) => one.run?.summary.unknownOrders === 0)
    expect(settled.run?.summary.unknownHold).toBeUndefined()
    expect((await orders()).some(({ lookUp }) => lookUp !== undefined)).toBe(false)
    const laid = await until("the ladder is laid", orders, (known) => known.filter(({ open }) => open).length >= 10)
    const resting = await until(
      "as many rest",
      () => system.resting("ada"),
      (there) => there.length >= 10
    )
    expect(resting.toSorted()).toEqual(
      laid
        .filter(({ open }) => open)
        .map(({ clientOrderId }) => clientOrderId)
        .toSorted()
    )
  } finally {
    await system.stop()
  }
})
