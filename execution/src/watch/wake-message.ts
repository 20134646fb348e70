import type { Time } from "@tradetower/domain/ids"
import type { Market, Price } from "@tradetower/domain/market"
import type { OutgoingMessage } from "@tradetower/platform"
import { happened } from "../bot-commands.ts"
import type { Woken } from "./sleepers.ts"

/** What a bot is told that a price or a time woke, under an id made from run and step. */
export const wakeMessage = (market: Market, woken: Extract<Woken, { by: "PRICE" | "TIMER" }>): OutgoingMessage => {
  const at = woken.at as Time
  const id = `${woken.sleep.runId}:${woken.sleep.seq}`
  return woken.by === "PRICE"
    ? happened(woken.sleep, market, { _tag: "PriceReached", at, price: woken.price as Price }, `${id}:price`)
    : happened(woken.sleep, market, { _tag: "TimerDue", at }, `${id}:timer`)
}
