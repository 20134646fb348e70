import { Effect } from "effect"
import { CannotWork } from "../../../contract/index.ts"
import type { Adding } from "../me/in-place.ts"
import { connectionsOf } from "./connection-store.ts"

/** The longest name that a free one is proposed of: a number still goes behind it. */
const ROOM = 55

/** Refuses a name that another account of the trader's has, or is about to have, and says one that is free. */
export const refuseTaken = Effect.fnUntraced(function* (
  { id, name }: Required<Pick<Adding, "id" | "name">>,
  adding: ReadonlyArray<Adding>
) {
  const others = [...(yield* connectionsOf()).map((one) => ({ id: one.id, name: one.label })), ...adding]
  const taken = new Set(others.flatMap((one) => (one.id === id ? [] : [one.name?.toLowerCase()])))
  if (!taken.has(name.toLowerCase())) return
  const short = name.slice(0, ROOM).trimEnd()
  let number = 2
  while (taken.has(`${short} ${number}`.toLowerCase())) number++
  const message = `you have an account of this name already: call this one “${short} ${number}”, say`
  return yield* new CannotWork({ detail: message, errors: [{ field: "label", message }] })
})
