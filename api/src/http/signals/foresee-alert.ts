import { Effect, Option } from "effect"
import { type BotEvent, type SignalAction, step } from "@tradetower/domain/bot"
import { type BotId, Time } from "@tradetower/domain/ids"
import { type Market, type Price, priceWords, sizeWords } from "@tradetower/domain/market"
import type { OrderAction } from "@tradetower/domain/order"
import { marketNow } from "@tradetower/platform"
import { loadRun } from "../../engine/load-run.ts"
import type { Run } from "../../engine/run.ts"
import { uselessness } from "../../engine/signal-use.ts"
import { findBot, liveRunOf } from "../bots/bot-store.ts"
import { findMarket, priced } from "../exchanges/market-store.ts"

/** Orders named one by one; the rest are counted. */
const NAMED = 3

const orderWords = (market: Market, { order }: Extract<OrderAction, { _tag: "Place" }>): string => {
  const where =
    order.price === undefined
      ? "at market"
      : `${order.type === "STOP" ? "from" : "at"} ${priceWords(market, order.price)}`
  return `${order.side === "BUY" ? "buy" : "sell"} ${sizeWords(market, order.quantity)} ${where}`
}

/** The orders that a run would place on a signal and the price after it; nothing is written or sent. */
const ordersOn = (run: Run, action: SignalAction, at: Time, price: Price) => {
  const events: ReadonlyArray<BotEvent> = [
    { _tag: "SignalReceived", at, signalId: "foreseen", action },
    { _tag: "PriceReached", at, price }
  ]
  let state = run.state
  return events.flatMap((event) => {
    const next = step(run.config, state, event)
    state = next.state
    return next.orders.flatMap((order) => (order._tag === "Place" ? [order] : []))
  })
}

const ordersSentence = (market: Market, placed: ReturnType<typeof ordersOn>): string => {
  if (placed.length === 0) return "It enters the market; its first orders follow with the next prices."
  const named = placed.slice(0, NAMED).map((order) => orderWords(market, order))
  const more = placed.length - named.length
  const orders = placed.length === 1 ? "an order" : `${placed.length} orders`
  return `First it places ${orders}: ${named.join("; ")}${more > 0 ? `; and ${more} more` : ""}.`
}

const leavingWords = ({ config: { strategy }, state }: Run): string => {
  if (!state.entered) return "enters no more until its next alert."
  if (strategy.exits.takeProfit !== undefined)
    return "ends its cycle: it takes its orders back, sells or buys back what it holds at market, and waits for its next alert."
  return "closes: it takes its orders back, closes what it holds at market, and stops."
}

/** What an alert would do to a bot right now, in words; nothing is sent, written or traded. */
export const foreseeAlert = Effect.fn("api.foreseeAlert")(function* (botId: BotId, action: SignalAction) {
  const { value: bot } = yield* findBot(botId)
  const ignored = (reason: string) => ({ acts: false, text: `Nothing would happen: ${reason}` })
  const runId = yield* liveRunOf(bot)
  if (Option.isNone(runId)) return ignored(`${bot.name} is not running. Start it first.`)
  const loaded = yield* loadRun(bot.tenantId, runId.value).pipe(
    Effect.catchTag("RunBroken", () => Effect.succeed("BROKEN" as const))
  )
  if (loaded === "BROKEN") return ignored(`${bot.name} is held: its records don't add up.`)
  if (Option.isNone(loaded)) return ignored(`${bot.name} is only just starting. Try again in a moment.`)
  const { run } = loaded.value
  const useless = uselessness(run, bot.name, action)
  if (useless !== undefined) return ignored(useless)
  if (action === "EXIT") return { acts: true, text: `${bot.name} ${leavingWords(run)}` }
  const { price } = priced(yield* findMarket(bot.venue, bot.symbol))
  const { market } = run.config
  if (price === undefined || price === 0)
    return { acts: true, text: `${bot.name} takes it and enters the market at the first price of ${bot.symbol}.` }
  const at = Time.make(yield* marketNow)
  const placed = yield* Effect.try({
    try: () => ordersOn(run, action, at, price),
    catch: () => "FAILED" as const
  }).pipe(Effect.catch(Effect.succeed))
  if (placed === "FAILED") return ignored(`${bot.name} would fail on it. Stop it and start it anew.`)
  const where = `${bot.name} takes ${action === "BUY" ? "a buy" : "a sell"} alert, at a price of ${priceWords(market, price)} ${market.instrument.quote} now.`
  return { acts: true, text: `${where} ${ordersSentence(market, placed)}` }
})
