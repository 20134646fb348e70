import { Schema } from "effect"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { ExchangeId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { container } from "../ports/container.ts"

/** What a run holds, written from its newest event; `id` is the run's. Amounts in quote, quantity in base. */
export const Positions = container(
  "Positions",
  Schema.Struct({
    id: RunId,
    tenantId: TenantId,
    botRunId: RunId,
    botDefinitionId: BotId,
    exchange: ExchangeId,
    symbol: Symbol,
    quantity: Decimal,
    cost: Decimal,
    averageEntry: Schema.optionalKey(Decimal),
    /** Sequence of the event this was made from; the newest wins. */
    seq: Schema.Int,
    updatedAt: Schema.Int
  })
)
export type Position = (typeof Positions)["schema"]["Type"]
