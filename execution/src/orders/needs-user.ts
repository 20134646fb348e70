import type { AccountRecord } from "@tradetower/platform"
import type { Failure } from "../patience.ts"

/** Why an account is out of reach: its exchange's word (`ExchangeUnavailable`), or the store's. */
export interface Failed extends Failure {
  readonly cause?: unknown
  readonly needsUser?: boolean | undefined
  readonly retryAfter?: number | undefined
}

/** A pause no longer than this is over before anybody could act on it, ms. */
const LONG = 10_000

/** Why, with when it is tried again where its exchange asks for a long pause. */
export const reasonOf = ({ message, retryAfter = 0 }: Failed, now: number): string =>
  retryAfter > LONG
    ? `${message}: it is asked again at ${new Date(now + retryAfter).toISOString().slice(11, 19)} UTC`
    : message

/** What only its trader can do about an account. */
export type Need = Exclude<NonNullable<AccountRecord["trouble"]>, "DEGRADED">

/** What its trader has to do about an account that is out of reach; nothing where waiting may mend it. */
export const needOf = ({ cause, needsUser }: Failed): Need | undefined =>
  cause === "REVOKED"
    ? "REVOKED"
    : needsUser !== true
      ? undefined
      : cause === "SIGNED_OUT"
        ? "SIGNED_OUT"
        : "NEEDS_USER"

/** The same as a notification; `reason` is the exchange's own. */
export const needWords = (need: Need, label: string, reason: string): string => {
  switch (need) {
    case "SIGNED_OUT":
      return `${label} is signed out: ${reason}. Sign in at its broker again; its bots go on by themselves then.`
    case "REVOKED":
      return `${label} is closed to its key: ${reason}. Make another one at its broker and give it on the page Connections.`
    case "NEEDS_USER":
      return `${label} needs you: ${reason}.`
  }
}
