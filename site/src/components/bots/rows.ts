import { compare } from "@tradetower/domain/number"
import type { Bot, Market } from "../../client/contract.ts"
import { moneyWords } from "../../words/connection-words.ts"
import { stateOf, strategyWord } from "../../words/words.ts"
import type { AllRuns } from "../parts/run-result.ts"

/** A bot as a table shows it. */
export interface Row {
  readonly bot: Bot
  readonly account: string | undefined
  readonly market: Market | undefined
  readonly result: AllRuns | undefined
  readonly today: string | undefined
}

type Order = (a: Row, b: Row) => number
const byText =
  (text: (row: Row) => string): Order =>
  (a, b) =>
    text(a).localeCompare(text(b))
const byAmount =
  (amount: (row: Row) => string | undefined): Order =>
  (a, b) =>
    compare(amount(a) ?? "0", amount(b) ?? "0")

const stateWord = ({ run }: Bot): string => (run === undefined ? "Not started" : stateOf(run.summary).title)
const strategyOf = ({ settings }: Bot): string => strategyWord(settings._tag)

/** By what bots are put in order. */
export const orders = {
  name: { title: "Name", order: byText(({ bot }) => bot.name) },
  group: { title: "Group", order: byText(({ bot }) => bot.group ?? "") },
  strategy: { title: "Strategy", order: byText(({ bot }) => strategyOf(bot)) },
  account: { title: "Account", order: byText(({ account }) => account ?? "") },
  pair: { title: "Pair", order: byText(({ bot }) => bot.symbol) },
  state: { title: "State", order: byText(({ bot }) => stateWord(bot)) },
  result: { title: "Result", order: byAmount(({ result }) => result?.total) },
  percent: { title: "Result in percent", order: byAmount(({ result }) => result?.percent) },
  today: { title: "Today", order: byAmount(({ today }) => today) },
  invested: { title: "Invested", order: byAmount(({ result }) => result?.invested) },
  fees: { title: "Fees", order: byAmount(({ result }) => result?.fees) },
  fills: { title: "Fills", order: (a, b) => (a.result?.fills ?? 0) - (b.result?.fills ?? 0) },
  age: {
    title: "Running for",
    order: (a, b) => (a.bot.run?.startedAt ?? a.bot.createdAt) - (b.bot.run?.startedAt ?? b.bot.createdAt)
  }
} as const satisfies Readonly<Record<string, { readonly title: string; readonly order: Order }>>

export type Column = keyof typeof orders
export interface Sort {
  readonly by: Column
  readonly down: boolean
}
export const columns = Object.keys(orders) as ReadonlyArray<Column>

/** Rows in order; of two alike the newer first. */
export const sorted = (rows: ReadonlyArray<Row>, { by, down }: Sort): ReadonlyArray<Row> => {
  const { order } = orders[by]
  return rows.toSorted((a, b) => order(a, b) * (down ? -1 : 1) || b.bot.createdAt - a.bot.createdAt)
}

/** Whether every word of a search is in what is known of a bot. */
export const matches = (bot: Bot, account: string | undefined, search: string): boolean => {
  const of = [bot.name, bot.group, bot.symbol, bot.venue, strategyOf(bot), stateWord(bot), account]
  const said = [...of, moneyWords[bot.environment], bot.run?.summary.reason].join(" ").toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word))
}

/** Those between two of a list, both with it; the one alone where the other isn't there. */
export const between = (ids: ReadonlyArray<string>, from: string | undefined, to: string): ReadonlyArray<string> => {
  const [a, b] = [from === undefined ? -1 : ids.indexOf(from), ids.indexOf(to)]
  return a === -1 || b === -1 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1)
}
