import type { AccountRecord } from "@tradetower/platform"
import type { Failure } from "../patience.ts"

/** Why an account is out of reach: its exchange's word (`ExchangeUnavailable`), or the store's. */
export interface Failed extends Failure {
  readonly cause?: unknown
  readonly needsUser?: boolean | undefined
}

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
