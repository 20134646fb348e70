import type { Environment } from "../../client/queries.ts"

/** Whose results a panel shows. */
export interface Money {
  readonly environment: Environment
  /** There is real money: which this is has to be said. */
  readonly apart: boolean
}

/** Begins a panel's title with whose money it is of, where that has to be said. */
export const OfMoney = ({ apart, environment }: Money) =>
  apart && <span className="soft">{environment === "LIVE" ? "Real money" : "Paper money"} · </span>
