import { compare, sum } from "@tradetower/domain/number"
import { trimmed } from "../../format/number.ts"
import { moneyWords } from "../../words/connection-words.ts"
import type { Bot, KillSwitch } from "../../client/contract.ts"

type Halted = KillSwitch["wouldStop"][number]

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`
const isFlat = (amount: string): boolean => compare(amount, "0") === 0

/** `"orders, a position and b"`: parts as one enumeration. */
const listed = (parts: ReadonlyArray<string>): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`

/**
 * What using the kill switch now would do: "Stops 2 bots, cancels 30 orders and closes 1 position at market."; where any
 * of it is real money, that first and apart: "Real money: stops 1 bot. Paper money: cancels 3 orders."
 */
export const wouldDo = (met: ReadonlyArray<Halted>): string => {
  const [real, paper] = (["LIVE", "PAPER"] as const).map((one) => met.filter(({ environment }) => environment === one))
  if (real === undefined || real.length === 0) return sentence(doneTo(met))
  return [
    `${moneyWords.LIVE}: ${doneTo(real)}.`,
    ...(paper?.length ? [`${moneyWords.PAPER}: ${doneTo(paper)}.`] : [])
  ].join(" ")
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`

const doneTo = (met: ReadonlyArray<Halted>): string => {
  const running = met.filter(({ kept }) => kept !== true).length
  const orders = met.reduce((total, bot) => total + bot.openOrders, 0)
  const positions = met.filter(({ position }) => !isFlat(position)).length
  const parts = [
    ...(running === 0 ? [] : [`stops ${count(running, "bot")}`]),
    ...(orders === 0 ? [] : [`cancels ${count(orders, "order")}`]),
    ...(positions === 0 ? [] : [`closes ${count(positions, "position")} at market`])
  ]
  return parts.length === 0 ? "nothing is running and nothing is open" : listed(parts)
}

/** One bot as the kill switch meets it: "12 orders, 0.5 BTC to sell", "12 orders, holds 0.04 BTC, which stays". */
export const metWords = ({
  base,
  held,
  openOrders,
  position
}: Pick<Halted, "base" | "held" | "openOrders" | "position">): string => {
  const size = `${trimmed(position.replace("-", ""))} ${base}`
  return [
    openOrders === 0 ? "no order" : count(openOrders, "order"),
    isFlat(position)
      ? held === undefined
        ? "no position"
        : undefined
      : `${size} to ${position.startsWith("-") ? "buy back" : "sell"}`,
    held === undefined ? undefined : `holds ${trimmed(held)} ${base}, which stays`
  ]
    .filter((part) => part !== undefined)
    .join(", ")
}

/** What bots bought and finished with, coin by coin: it is the trader's and stays (CLOSE-7). `"0.02 BTC that “Slices” bought"` */
export const staying = (bots: ReadonlyArray<Bot>, baseOf: (bot: Bot) => string): ReadonlyArray<string> => {
  const bought = new Map<string, ReadonlyArray<{ readonly name: string; readonly position: string }>>()
  for (const bot of bots) {
    const { name, run } = bot
    if (run === undefined || run.summary.state !== "COMPLETED" || run.summary.kept === true) continue
    const { ofBase, position } = run.summary
    if (ofBase !== undefined || compare(position, "0") <= 0) continue
    bought.set(baseOf(bot), [...(bought.get(baseOf(bot)) ?? []), { name, position }])
  }
  return Array.from(bought, ([base, all]) => {
    const by = all.length === 1 ? `“${all[0]?.name}”` : `${all.length} bots`
    return `${trimmed(sum(all.map(({ position }) => position)))} ${base} that ${by} bought`
  })
}

/** How much was done, real money first and apart where there is any: `"12"`, `"3 of real money, 9 of paper money"`. */
export const apart = (all: number, live: number | undefined): string =>
  live === undefined ? String(all) : `${live} of real money, ${all - live} of paper money`

/** The same while some is left: `"60 of 150"`, `"3 of real money, 9 of paper money; 24 in all"`. */
export const ofAll = (done: number, live: number | undefined, all: number): string => {
  const words = apart(done, live)
  return done >= all ? words : live === undefined ? `${words} of ${all}` : `${words}; ${all} in all`
}

type Stopping = NonNullable<KillSwitch["receipt"]>["bots"][number]

/** How many orders there were to cancel, and positions to close. */
export const toDo = (bots: ReadonlyArray<Stopping>): { readonly orders: number; readonly positions: number } => ({
  orders: bots.reduce((total, { openOrders }) => total + openOrders, 0),
  positions: bots.filter(({ position }) => !isFlat(position)).length
})

/** What a bot still has that is to go: "12 orders, 0.5 BTC to sell"; none where nothing is left. */
export const leftWords = (bot: Stopping): string | undefined => {
  const { base, openOrdersNow, positionNow, stoppedAt } = bot
  if (stoppedAt !== undefined || (openOrdersNow === 0 && isFlat(positionNow))) return undefined
  return metWords({ base, openOrders: openOrdersNow, position: positionNow })
}

/** How long after the switch something was done: `0.1 s`. The clock is the same for all of it. */
export const after = (at: number, since: number): string => `${(Math.max(0, at - since) / 1_000).toFixed(1)} s`
