import type { RunSummary } from "@tradetower/domain/bot"
import { feedWords } from "@tradetower/domain/market"
import type { BotState, Closure, Exchange, Market, Order, Preset, Settings } from "../client/contract.ts"

type Tone = "up" | "down" | "warn" | "accent" | "soft"

/** What a state is called, and how it is coloured. */
export const stateWords: Record<BotState, { readonly title: string; readonly tone: Tone }> = {
  INITIALIZING: { title: "Starting", tone: "accent" },
  FUNDS_RESERVED: { title: "Funds reserved", tone: "accent" },
  WAITING: { title: "Waiting", tone: "accent" },
  ACTIVE: { title: "Active", tone: "up" },
  TRAILING: { title: "Trailing", tone: "up" },
  PUMP: { title: "Pump protection", tone: "warn" },
  PAUSED: { title: "Paused", tone: "warn" },
  CLOSING: { title: "Closing", tone: "warn" },
  STOPPED: { title: "Stopped", tone: "soft" },
  COMPLETED: { title: "Completed", tone: "soft" },
  ERROR: { title: "Needs you", tone: "down" }
}

const triesAgain = { title: "Tries again", tone: "warn" } as const

/** What a run's state is called: one that is paused and goes on by itself waits, one that failed and does tries again. */
export const stateOf = ({ nextAt, state, waits }: Pick<RunSummary, "nextAt" | "state" | "waits">) =>
  state === "ERROR" && nextAt !== undefined
    ? triesAgain
    : stateWords[state === "PAUSED" && waits !== undefined ? "WAITING" : state]

/** Whether a run stands still for now, so that what it waits for is worth a line of a list. */
export const standsStill = ({ state }: Pick<RunSummary, "state">): boolean =>
  state === "WAITING" || state === "FUNDS_RESERVED" || state === "PAUSED" || state === "CLOSING" || state === "ERROR"

/** What a time that a run goes on at is the time of, by its state. */
const nextWords: Partial<Record<BotState, string>> = {
  ACTIVE: "Next at",
  PUMP: "Entries go on at",
  PAUSED: "Next look at",
  ERROR: "Next try at"
}

/** Why a run is in its state, and when it goes on by itself; `timeOf` tells a market time. */
export const reasonOf = (
  { nextAt, reason, state, waits }: Pick<RunSummary, "nextAt" | "reason" | "state" | "waits">,
  timeOf: (at: number) => string
): string => {
  // Who waits for room under a limit of orders a minute looks at nothing; the reason says until when.
  const next = nextAt === undefined || waits === "RATE" ? undefined : nextWords[state]
  return nextAt === undefined || next === undefined ? reason : `${reason} ${next} ${timeOf(nextAt)}.`.trim()
}

/** What a preset's term is called. */
export const termWords: Record<Preset["name"], string> = {
  SHORT_TERM: "Short term",
  MID_TERM: "Mid term",
  LONG_TERM: "Long term"
}

const strategies: Readonly<Record<Settings["_tag"], string>> = {
  GRID: "Grid",
  BTD: "Buy the dip",
  LOOP: "Loop",
  FUTURES_GRID: "Futures grid",
  DCA: "DCA",
  DCA_FUTURES: "DCA futures",
  COMBO: "Combo",
  TWAP: "TWAP"
}

/** What a strategy is called. */
export const strategyWord = (strategy: Settings["_tag"]): string => strategies[strategy]

/** A name amid a sentence: "grid", "DCA futures". */
const inSentence = (word: string): string =>
  /^[A-Z]{2}/.test(word) ? word : word.charAt(0).toLowerCase() + word.slice(1)

/** What a new bot is called unless its trader says otherwise: "BTC grid, mid term", "BTC TWAP". */
export const botName = (base: string, strategy: Settings["_tag"], term: Preset["name"] | undefined): string =>
  `${base} ${inSentence(strategyWord(strategy))}${term === undefined ? "" : `, ${inSentence(termWords[term])}`}`

/** A name that no other has: with a number behind it where it is taken, within `longest` characters. */
export const unusedName = (wanted: string, taken: ReadonlySet<string>, longest: number): string => {
  const numbered = (at: number): string => {
    const end = at === 1 ? "" : ` ${at}`
    const name = wanted.slice(0, longest - end.length).trimEnd() + end
    return taken.has(name) ? numbered(at + 1) : name
  }
  return numbered(1)
}

/** What strategies have in common, for a list of them. */
export const strategyGroups = [
  { title: "Ladders: buy low, sell one step higher", group: "LADDER" },
  { title: "Averaging: buy more as it falls, sell all above the average", group: "AVERAGING" },
  { title: "Getting in or out", group: "IN_OR_OUT" }
] as const
type StrategyGroup = (typeof strategyGroups)[number]["group"]

const groupOf: Readonly<Record<Settings["_tag"], StrategyGroup>> = {
  GRID: "LADDER",
  FUTURES_GRID: "LADDER",
  BTD: "LADDER",
  LOOP: "LADDER",
  DCA: "AVERAGING",
  DCA_FUTURES: "AVERAGING",
  COMBO: "AVERAGING",
  TWAP: "IN_OR_OUT"
}

/** The strategies of a group, in the order they are shown in. */
export const strategiesIn = (group: StrategyGroup): ReadonlyArray<string> =>
  Object.entries(groupOf).flatMap(([strategy, its]) => (its === group ? [strategy] : []))

/** `RETURN_PER_DRAWDOWN` as "Return per drawdown"; short ones that are names stay as they are. */
export const choiceWords = (choice: string): string =>
  /^(\d|MACD$|RSI$)/.test(choice) ? choice : (choice.charAt(0) + choice.slice(1).toLowerCase()).replace(/_/g, " ")

export const purposeWords: Record<Order["purpose"], string> = {
  BASE: "Base",
  AVERAGING: "Averaging",
  GRID: "Grid",
  TAKE_PROFIT: "Take profit",
  STOP_LOSS: "Stop loss",
  RESERVATION: "Reservation",
  TWAP_SLICE: "Slice",
  CLOSE: "Close"
}

export const statusWords: Record<Order["status"], { readonly title: string; readonly tone: Tone }> = {
  PENDING: { title: "Sending", tone: "accent" },
  UNKNOWN: { title: "Outcome unknown", tone: "warn" },
  OPEN: { title: "Resting", tone: "accent" },
  PARTLY_FILLED: { title: "Partly filled", tone: "accent" },
  FILLED: { title: "Filled", tone: "up" },
  CANCELLED: { title: "Cancelled", tone: "soft" },
  EXPIRED: { title: "Expired", tone: "soft" },
  REJECTED: { title: "Rejected", tone: "down" }
}

/** Where prices come from, for a label. */
export const sourceWords: Record<Exchange["source"], { readonly title: string; readonly help: string }> = {
  LIVE: { title: "Live prices", help: "Real prices from the exchange's public feed." },
  SIMULATED: { title: "Simulated prices", help: "Made-up prices from a seeded generator; no real market moves." },
  REPLAY: { title: "Replayed prices", help: "Recorded candles, played again." }
}

/** What prices are where they are not their markets' as they trade: "delayed 15 min", "partly IEX only". */
export const feedsWords = (markets: ReadonlyArray<Pick<Market, "feed">>): string | undefined => {
  const told = markets.flatMap(({ feed }) => (feed === undefined ? [] : [feedWords(feed)]))
  if (told.length === 0) return undefined
  return `${told.length < markets.length ? "partly " : ""}${[...new Set(told)].join(", ")}`
}

export const closureWords: Record<Closure, string> = {
  CLOSE_POSITIONS: "Close everything",
  CANCEL_ORDERS: "Cancel orders, keep the position",
  LIQUIDATE: "Close at any price",
  NONE: "Leave everything as it is"
}

/** `StopRequested` as words: "stop requested". */
export const eventWords = (tag: string): string => {
  const words = tag.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
