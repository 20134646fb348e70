import type { Quantity } from "@tradetower/domain/market"
import { add, type Whole } from "@tradetower/domain/number"
import type { AccountReport } from "../exchange.ts"

/** What was filled by trades, in lots. */
export const filledIn = (trades: ReadonlyArray<Pick<AccountReport, "report">>): Quantity =>
  trades.reduce<Whole>(
    (sum, { report }) =>
      report._tag === "OrderFilled" || report._tag === "PositionLiquidated" ? add(sum, report.quantity) : sum,
    0 as Whole
  ) as Quantity
