import { Context, Duration } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import type { AccountRecord } from "@tradetower/platform"

/** A loss shorter than this is not told: a connection that is made anew in a moment was never gone for its trader. */
export const LossPatience = Context.Reference<Duration.Input>("@tradetower/execution/LossPatience", {
  defaultValue: () => "5 seconds"
})

/** Whose account. */
export type AccountName = Pick<Connection, "id" | "tenantId">

/** What an account's record says of how it stands. */
export type Standing = Pick<AccountRecord, "connected" | "reason" | "trouble">

/** How an account stands that is not whole. */
export type Trouble = Standing & Required<Pick<Standing, "reason">>

interface Held {
  readonly name: AccountName
  latest: Trouble
  /** Since when it is out of reach, or late, ms. */
  since: number
  /** From when it may be told, ms. */
  due: number
  /** What its record says, or is about to. */
  told?: Trouble
}

const whole: Standing = { connected: true }
const keyOf = ({ id, tenantId }: AccountName): string => `${tenantId}/${id}`
const same = (a: Trouble, b: Trouble | undefined): boolean =>
  a.connected === b?.connected && a.reason === b.reason && a.trouble === b.trouble

/** How accounts stand, as their records are to say (EXEC-32); only of those in trouble anything is held. */
export class Standings {
  readonly #held = new Map<string, Held>()
  readonly #patience: number

  constructor(patience: Duration.Input) {
    this.#patience = Duration.toMillis(patience)
  }

  /** An account is being opened at `now`: should it not become whole soon, that is told. What was told before stays. */
  opening(name: AccountName, now: number): void {
    if (!this.#held.has(keyOf(name)))
      this.trouble(name, { connected: false, reason: "it has not answered yet" }, now, false)
  }

  /** Something is in the way from `now` on; `atOnce`: waiting does not help. */
  trouble(name: AccountName, trouble: Trouble, now: number, atOnce: boolean): void {
    const due = atOnce ? now : now + this.#patience
    const held = this.#held.get(keyOf(name))
    if (held === undefined) this.#held.set(keyOf(name), { name, latest: trouble, since: now, due })
    else {
      if (held.latest.connected !== trouble.connected) held.since = now
      held.latest = trouble
      held.due = Math.min(held.due, due)
    }
  }

  /** Nothing is in the way any more, or the account is not in use any more. */
  whole(name: AccountName): void {
    this.#held.delete(keyOf(name))
  }

  /** Whose records have to be written at `now`, to say what `of` says from then on. */
  due(now: number): ReadonlyArray<AccountName> {
    const due = [...this.#held.values()].filter((held) => held.due <= now && !same(held.latest, held.told))
    for (const held of due) held.told = held.latest
    return due.map(({ name }) => name)
  }

  /** Since when an account is as its record is to say, ms; undefined while it is whole. */
  since(name: AccountName): number | undefined {
    const held = this.#held.get(keyOf(name))
    return held?.told === undefined ? undefined : held.since
  }

  /** What an account's record is to say. */
  of(name: AccountName): Standing {
    return this.#held.get(keyOf(name))?.told ?? whole
  }
}
