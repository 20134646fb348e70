import { Effect } from "effect"
import type { AtStart } from "@tradetower/platform/embedded"
import { tellEverybody } from "./tell-everybody.ts"

const restarted = (stoppedAt: number): string => {
  const time = new Date(stoppedAt).toTimeString().slice(0, 5)
  return `TradingTower stopped at ${time} and was started again. Bots go on where they were.`
}

/** At most so many secrets are named. */
const NAMED = 10

type Found = AtStart["Service"]

/** What the terminal is told of a key that is not the folder's; the pages say it without names, which are others' too. */
export const keyWords = ({ file, madeAnew, names }: NonNullable<Found["otherKey"]>, named: boolean): string => {
  const what = madeAnew
    ? "was missing, and was made anew"
    : "is another than the one this folder's secrets were stored with"
  if (names.length === 0)
    return `The key to stored secrets, ${file}, ${what}. No secret was stored, so nothing is lost.`
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ""
  const list = named ? ` (${names.slice(0, NAMED).join(", ")}${more})` : ""
  return `The key to stored secrets, ${file}, ${what}. Secrets stored before can't be opened${list}: enter them again; or stop TradingTower, put the former key back and start again. Everything else is there, and nobody is signed out.`
}

/**
 * Tells what became of the runs before: when they died (ms, UTC), by what supervises this one, or by the folder itself
 * when nobody else remembers; and a key that its secrets can't be opened with, in the terminal through `say` as well.
 */
export const tellStart = Effect.fnUntraced(function* (
  stoppedAt: ReadonlyArray<number>,
  { cutOffAt, otherKey }: Found,
  say: (line: string) => void
) {
  const died = stoppedAt.length > 0 || cutOffAt === undefined ? stoppedAt : [Math.round(cutOffAt)]
  if (otherKey !== undefined) say(keyWords(otherKey, true))
  yield* tellEverybody([
    ...died.map((at) => ({ id: `stopped:${at}`, action: "system.restart", text: restarted(at) })),
    ...(otherKey === undefined
      ? []
      : [{ id: `key:${otherKey.id}`, action: "system.key", text: keyWords(otherKey, false) }])
  ])
  yield* otherKey?.accepted ?? Effect.void
})
