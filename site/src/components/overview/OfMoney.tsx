import type { Environment } from "../../client/queries.ts"
import { moneyWords } from "../../words/connection-words.ts"

/** Whose results a panel shows. */
export interface Money {
  readonly environment: Environment
  /** There is real money: which this is has to be said. */
  readonly apart: boolean
}

/** Begins a panel's title with whose money it is of, where that has to be said. */
export const OfMoney = ({ apart, environment }: Money) =>
  apart && <span className="soft">{moneyWords[environment]} · </span>
