import { Effect, Option } from "effect"
import type { BotEvent } from "@tradetower/domain/bot"
import { Time } from "@tradetower/domain/ids"
import type { BotCommand } from "@tradetower/domain/messages"
import { whole } from "@tradetower/domain/number"
import { marketNow, Markets, Poison, Store, type StoreUnavailable, withLatestPrices } from "@tradetower/platform"
import type { Run } from "./run.ts"

/** Commands for a run that was begun. */
export type RunCommand = Exclude<BotCommand, { _tag: "Start" }>

/** The last price of a run's market, and when it was; nothing while it has none (LEDGER-8). */
const lastPrice = Effect.fnUntraced(function* ({ codecs: { market } }: Run) {
  const store = yield* Store
  const { venue, symbol } = market.instrument
  const stored = Option.toArray(yield* store.read(Markets, { venue }, symbol))
  const [record] = yield* withLatestPrices(
    venue,
    stored.map(({ value }) => value)
  )
  if (record?.lastPrice === undefined || record.lastPriceAt === undefined) return {}
  return { market: { price: market.roundPrice(record.lastPrice, "DOWN"), at: Time.make(record.lastPriceAt) } }
})

/**
 * The event a command makes of itself on a run. What happened elsewhere carries its own time; what the trader asked
 * happens now. Fails with `Poison` when the command doesn't fit the run's market.
 */
export const toEvent = Effect.fnUntraced(function* (
  command: RunCommand,
  run: Run
): Effect.fn.Return<BotEvent, Poison | StoreUnavailable, Store> {
  if (command._tag === "Happened")
    return yield* Effect.try({
      try: () => run.codecs.decodeEvent(command.event),
      catch: (cause) => new Poison({ reason: "UNREADABLE_EVENT", message: String(cause) })
    })
  const at = Time.make(yield* marketNow)
  const { actor } = command
  switch (command._tag) {
    case "Stop": {
      const market = yield* lastPrice(run)
      return { _tag: "StopRequested", at, actor, closure: command.closure, reason: command.reason, ...market }
    }
    case "Pause":
      return { _tag: "PauseRequested", at, actor, reason: command.reason }
    case "Resume":
      return { _tag: "ResumeRequested", at, actor }
    case "Enter":
      return { _tag: "EntryRequested", at, actor }
    case "AddFunds":
      return { _tag: "FundsAdded", at, actor, amount: whole(run.codecs.market.quote(command.amount)) }
    case "TakeFunds":
      return { _tag: "FundsTaken", at, actor, amount: whole(run.codecs.market.quote(command.amount)) }
    case "ChangeSettings":
      return { _tag: "SettingsChanged", at, actor, settings: command.settings }
  }
})
