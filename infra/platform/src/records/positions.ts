import { Schema } from "effect"
import { traded } from "@tradetower/domain/connection"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { container } from "../ports/container.ts"

/**
 * What a run held, as version 0.1 wrote it; `id` is the run's. Since then it is in the run's summary (`BotRuns`), and what
 * lies here is exported and erased with the rest. Amounts in quote, quantity in base.
 */
export const Positions = container(
  "Positions",
  Schema.Struct({
    id: RunId,
    tenantId: TenantId,
    botRunId: RunId,
    botDefinitionId: BotId,
    ...traded,
    quantity: Decimal,
    cost: Decimal,
    averageEntry: Schema.optionalKey(Decimal),
    /** Sequence of the event this was made from; the newest wins. */
    seq: Schema.Int,
    updatedAt: Schema.Int
  })
)
