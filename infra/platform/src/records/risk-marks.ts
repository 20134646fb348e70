import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { Decimal } from "@tradetower/domain/number"
import { container } from "../ports/container.ts"

/**
 * What the risk engine remembers of a result over restarts: of all a tenant's bots on paper or real money with this quote
 * asset (id `PAPER:quote:USD`), or of one run (id `run:...`). Amounts in quote.
 */
export const RiskMarks = container(
  "RiskMarks",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    /** Best result so far, and the one the day (days since 1970, UTC) began with. */
    peak: Decimal,
    day: Schema.Int,
    dayStart: Decimal,
    /** Result of the runs that have ended. */
    ended: Decimal
  })
)
export type RiskMark = (typeof RiskMarks)["schema"]["Type"]
