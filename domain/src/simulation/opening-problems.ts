import { decimalsOn, openAccount } from "../exchange/account.ts"
import { type ClientOrderId, RunId, type Time } from "../ids.ts"
import type { Market, Price } from "../market/market.ts"
import { priceWords } from "../market/words.ts"
import { leaves } from "../order/order.ts"
import { bringsOf } from "../strategy/brings.ts"
import { runConfig } from "../strategy/run-config.ts"
import type { BotSettings } from "../strategy/settings.ts"
import type { Problem } from "../bot/plan.ts"
import type { TermsName } from "../terms/list.ts"
import { tightest } from "../strategy/tightest.ts"
import { type PaperRun, paperRun } from "./paper-run.ts"

/** Settings that end a position; the loosest a percent can be. One at a price can only be left out. */
const LOOSEST: Readonly<Record<string, string | undefined>> = {
  takeProfitPercent: "99",
  stopLossPercent: "99",
  trailingStopPercent: "99",
  trailingTakeProfitPercent: "99",
  liquidationBuffer: "0",
  takeProfitPrice: undefined,
  stopLossPrice: undefined
}

const ended = new Set(["CLOSING", "STOPPED", "COMPLETED"])

/** A run that is shown prices one after another, and whether it left the market, or wanted to. */
const shown = (market: Market, settings: BotSettings, prices: ReadonlyArray<Price>, terms: TermsName | undefined) => {
  const [first] = prices
  const { base, quote } = bringsOf(market, settings, first ?? (1 as Price))
  const funds = {
    [market.instrument.base]: market.baseText(base),
    [market.instrument.quote]: market.quoteText(2n * quote)
  }
  const by = terms === undefined ? {} : { terms }
  const config = runConfig({ runId: RunId.make("opening"), market, settings, ...by })
  const account = openAccount(config.runId, funds, undefined, {
    decimals: decimalsOn(market),
    remembers: false,
    ...by
  })
  const exits = new Set<ClientOrderId>()
  let left = false
  const run: PaperRun = paperRun(config, account, {
    onStep: ({ event, orders, transitions }) => {
      for (const action of orders)
        if (action._tag === "Place" && leaves(action.order)) exits.add(action.order.clientOrderId)
      left ||= event._tag === "OrderFilled" && exits.has(event.clientOrderId)
      left ||= transitions.some(({ to }) => ended.has(to))
    }
  })
  run.happen({ _tag: "Started", at: 1 as Time, actor: "TRADER" })
  prices.forEach((price, second) => run.price(price, 1_000 * (second + 1)))
  return { left, run }
}

/**
 * The price at which a bot leaves the market in the moment it enters it, while the price stands still; `undefined` when
 * it stays. One that waits for a price is shown that.
 */
const leavesAt = (
  market: Market,
  settings: BotSettings,
  price: Price,
  terms: TermsName | undefined
): Price | undefined => {
  const now = shown(market, settings, [price, price], terms)
  if (now.left) return price
  const { entered, wake } = now.run.state
  if (entered) return undefined
  return [wake.above, wake.below].find((at) => at !== undefined && shown(market, settings, [price, at, at], terms).left)
}

/**
 * Exits that are met as soon as the bot is in the market (EXIT-10), told by the bot itself: it is run at a price that
 * stands still. Each with what works instead.
 */
export const openingProblems = (
  market: Market,
  given: BotSettings,
  price: Price,
  terms?: TermsName
): ReadonlyArray<Problem> => {
  const fields = Object.entries(given).flatMap(([field, value]) =>
    field in LOOSEST && typeof value === "string" ? [{ field, value }] : []
  )
  if (fields.length === 0) return []
  const waitsForPrice = given.start._tag === "PRICE_CHANGE"
  const settings: BotSettings = waitsForPrice ? given : { ...given, start: { _tag: "IMMEDIATELY" } }
  const at = leavesAt(market, settings, price, terms)
  if (at === undefined) return []
  const stays = (field: string, value: string | undefined): boolean =>
    leavesAt(market, { ...settings, [field]: value }, price, terms) === undefined
  const met = "is met as soon as the bot is in the market"
  for (const { field, value } of fields) {
    const loosest = LOOSEST[field]
    if (!stays(field, loosest)) continue
    if (loosest === undefined)
      return [{ field, message: `${met}, at ${priceWords(market, at)}: set it on the other side, or leave it out` }]
    const works = tightest(value, loosest, (percent) => stays(field, percent))
    return [{ field, message: `${met}: at ${loosest === "0" ? "most" : "least"} ${works} % works` }]
  }
  const message = `${met}, and so is another exit: set them further away`
  return fields.slice(0, 1).map(({ field }) => ({ field, message }))
}
