import { compare, minus, plus } from "@tradetower/domain/number"
import type { Bot, Market } from "../../client/contract.ts"
import { fixed, trimmed } from "../../format/number.ts"

/** What becomes of a bot's funds. */
export type Way = "ADD" | "TAKE"

/** A running bot's funds, in what it counts in. */
export interface Funds {
  readonly unit: string
  readonly invested: string
  /** The most that can be taken out now, cut to what is shown of it; undefined: it gives none back. */
  readonly most: string | undefined
  /** What is on its way out. */
  readonly taking: string | undefined
  readonly inBase: boolean
  readonly liquidates: boolean
}

/** The funds of a bot's run. */
export const fundsOf = (bot: Bot, market: Market | undefined): Funds => {
  const summary = bot.run?.summary
  const inBase = summary?.ofBase !== undefined
  const { takeable } = summary ?? {}
  return {
    unit: (inBase ? market?.instrument.base : market?.instrument.quote) ?? "",
    invested: summary?.ofBase?.invested ?? summary?.invested ?? "0",
    most: inBase ? takeable : takeable?.replace(/(\.\d\d)\d+$/, "$1"),
    taking: summary?.taking,
    inBase,
    liquidates: summary?.liquidationPrice !== undefined
  }
}

const words = ({ inBase, unit }: Funds, sum: string): string => `${inBase ? trimmed(sum) : fixed(sum, 2)} ${unit}`

/** Why not more can be taken out. */
const tied = (funds: Funds, most: string): string =>
  compare(most, "0") <= 0
    ? "Nothing can be taken out now: all of it is tied up in what the bot holds."
    : compare(most, funds.invested) < 0
      ? `At most ${words(funds, most)} can be taken out now: the rest is tied up in what the bot holds.`
      : `At most ${words(funds, most)} can be taken out now.`

/** What stands against an amount that was typed; `unread`: why it can't be read. */
export const problemOf = (
  funds: Funds,
  way: Way,
  amount: string | undefined,
  unread: string | undefined
): string | undefined => {
  if (amount === undefined || compare(amount, "0") <= 0)
    return unread ?? (amount === undefined ? undefined : "Write an amount above nothing, such as 250.")
  if (way === "ADD") return undefined
  if (funds.most === undefined) return "It gives no funds back while it runs. Stop it to have them."
  return compare(amount, funds.most) > 0 ? `${tied(funds, funds.most)} Stop the bot to have all of it.` : undefined
}

/** What will become of an amount, or what can be done while none is typed. */
export const helpOf = (funds: Funds, way: Way, amount: string | undefined): string => {
  const { invested, liquidates, most, taking } = funds
  if (way === "ADD")
    return amount === undefined
      ? `It may use ${words(funds, invested)} now. Orders not filled yet grow in proportion; filled ones stay as they are.`
      : `It may then use ${words(funds, plus(invested, amount))}.`
  if (most === undefined) return "It gives no funds back while it runs. Stop it to have them."
  const nearer = liquidates ? " Its liquidation price comes nearer." : ""
  if (amount !== undefined)
    return `It may then use ${words(funds, minus(invested, amount))}. The money is free once the orders that reserve it are taken back.${nearer}`
  const leaves = taking === undefined ? "" : ` ${words(funds, taking)} is on its way out already.`
  return `${tied(funds, most)}${leaves} Orders not filled yet shrink in proportion; filled ones stay as they are.${nearer}`
}
