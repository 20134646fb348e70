import { Schema } from "effect"
import { traded } from "@tradetower/domain/connection"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { BotState } from "@tradetower/domain/bot"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { SignedIn } from "./middleware.ts"
import { Conflict } from "./problem.ts"

/** What names a use of the kill switch: letters, digits and `-`, 8 to 64 of them. */
const UseId = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9-]{8,64}$/, { message: "give 8 to 64 letters, digits or -" })
)

/** One live run of a bot, or one that ended and kept orders or a position, as the kill switch meets it. */
export const HaltedBot = Schema.Struct({
  botId: BotId,
  runId: RunId,
  name: Schema.String,
  ...traded,
  state: BotState,
  /** Orders to cancel. */
  openOrders: Schema.Int,
  /** Base to close. */
  position: Decimal,
  base: Schema.String,
  /** Of a bot that counts in base: what it has in hand, which stays. `position` is what it sold of it. */
  held: Schema.optionalKey(Decimal),
  /** The run had ended: its orders and position were left on the exchange. */
  kept: Schema.optionalKey(Schema.Literal(true))
})
export type HaltedBot = typeof HaltedBot.Type

const closed = { ordersCancelled: Schema.Int, positionsClosed: Schema.Int }

/** What one use of the kill switch did. Times are ms, UTC, wall clock. */
export const KillSwitchReceipt = Schema.Struct({
  id: Schema.String,
  /** From here on every new order was refused. */
  haltedAt: Schema.Int,
  /** When every bot was told to stop. */
  commandedAt: Schema.Int,
  /** When the last bot had stopped; absent while some still close. */
  completedAt: Schema.optionalKey(Schema.Int),
  bots: Schema.Array(
    Schema.Struct({
      ...HaltedBot.fields,
      /** Its state now. */
      stateNow: BotState,
      openOrdersNow: Schema.Int,
      positionNow: Decimal,
      /** When its run ended. */
      stoppedAt: Schema.optionalKey(Schema.Int)
    })
  ),
  /** How many runs it closes beside those listed; then `completedAt` stays absent. */
  more: Schema.optionalKey(Schema.Int),
  ...closed,
  /** What of it was real money; absent where no bot traded any. */
  live: Schema.optionalKey(Schema.Struct(closed))
}).annotate({ identifier: "KillSwitchReceipt" })
export type KillSwitchReceipt = typeof KillSwitchReceipt.Type

export const KillSwitchView = Schema.Struct({
  /** True: no bot can start and no order that isn't closing a position goes out. */
  halted: Schema.Boolean,
  /** What using it now would stop, cancel and close. */
  wouldStop: Schema.Array(HaltedBot),
  /** Of the latest use. */
  receipt: Schema.optionalKey(KillSwitchReceipt)
}).annotate({ identifier: "KillSwitch" })
export type KillSwitchView = typeof KillSwitchView.Type

/** One call that cancels every open order, closes every position and stops every bot of the trader. */
export class KillSwitchGroup extends HttpApiGroup.make("killSwitch")
  .add(
    HttpApiEndpoint.get("get", "/kill-switch", { success: KillSwitchView }).annotateMerge(
      OpenApi.annotations({ summary: "What it would do, or what it did" })
    ),
    HttpApiEndpoint.post("use", "/kill-switch", {
      query: {
        /** Names this use: sent again under the same id it does nothing more, however much came in between. */
        id: Schema.optionalKey(UseId),
        /** Whose bots are meant: refused when somebody else is signed in by now. */
        trader: Schema.optionalKey(TenantId)
      },
      success: KillSwitchView.pipe(HttpApiSchema.status(202)),
      error: Conflict
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Stop everything: orders cancelled, positions closed, bots stopped",
        description:
          "With an `id` of your own it may be repeated until it is answered: the same id does nothing more. `trader` (the id of GET /me) refuses it with 409 when another is signed in."
      })
    ),
    HttpApiEndpoint.delete("release", "/kill-switch", { success: KillSwitchView }).annotateMerge(
      OpenApi.annotations({ summary: "Allow trading again" })
    )
  )
  .middleware(SignedIn)
  .annotateMerge(OpenApi.annotations({ title: "Kill switch" })) {}
