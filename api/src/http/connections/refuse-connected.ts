import { Effect } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import type { Adding } from "../me/in-place.ts"
import { connectionsOf } from "./connection-store.ts"
import { refuseKey } from "./given-key.ts"

type OfAccount = Pick<Connection, "account" | "broker" | "environment">

/** A broker's account as what is being added is compared by. */
export const heldAccount = ({ account = "", broker, environment }: OfAccount): string =>
  [broker, environment, account].join(" ")

/**
 * Refuses an account at a broker that another connection of the trader's signs in to, or is about to: its money would count
 * twice, and each would take the other's orders for somebody else's.
 */
export const refuseConnected = Effect.fnUntraced(function* (
  one: OfAccount,
  held: string,
  adding: ReadonlyArray<Adding>
) {
  const other =
    (yield* connectionsOf()).find((known) => known.account !== undefined && heldAccount(known) === held)?.label ??
    adding.find((known) => known.account === held)?.name
  if (other === undefined) return
  return yield* refuseKey(
    `This key is of account ${one.account}, which is connected as “${other}” already: give it there, under “New key”.`
  )
})
