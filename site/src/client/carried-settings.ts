import type { Backtest, Bot, Settings } from "./contract.ts"

/** Settings on their way from one page to another: "use these settings", "backtest these". */
export interface Carried {
  readonly venue: string
  /** Through which account, where a bot is copied. */
  readonly connection?: string
  readonly symbol: string
  readonly settings: Settings
  /** By whose rules and at what costs they were tried, or are to be. */
  readonly options?: Backtest["options"]
  /** The candles they were tried on, ms. */
  readonly time?: Pick<Backtest, "from" | "to">
  /** The bot they are of, where they are to make another like it; with its own limits. */
  readonly copyOf?: { readonly name: string; readonly risk?: NonNullable<Bot["risk"]> }
}
const NAME = "tradingtower.carried"

/** Goes to a page, with settings. */
export const carryTo = (page: "/app/bots/new/" | "/app/backtest/", carried: Carried): void => {
  sessionStorage.setItem(NAME, JSON.stringify(carried))
  location.assign(`${page}?with=settings`)
}

/** What was carried here, if anything; it stays for a reload. */
export const carriedHere = (): Carried | undefined => {
  if (new URLSearchParams(location.search).get("with") !== "settings") return undefined
  const text = sessionStorage.getItem(NAME)
  // Written by `carryTo` alone, in the same tab.
  return text === null ? undefined : (JSON.parse(text) as Carried)
}
