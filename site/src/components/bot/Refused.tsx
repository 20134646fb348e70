import type { Order } from "../../client/contract.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { exact, moment } from "../../format/time.ts"
import { SideWord } from "../Chip.tsx"

/** What was refused lately stands out for so long, ms of market time. */
const LATELY = 3_600_000

/** The latest order that the risk engine or the exchange refused, and why. */
export const Refused = ({ orders, now, decimals }: { orders: ReadonlyArray<Order>; now: number; decimals: number }) => {
  const refused = orders.filter(({ status, updatedAt }) => status === "REJECTED" && now - updatedAt < LATELY)
  const last = refused.toSorted((a, b) => b.updatedAt - a.updatedAt)[0]
  if (last === undefined) return null
  return (
    <div className="notice" data-tone="warn" data-testid="refused">
      <span className="spread">
        <strong>Refused:</strong> <SideWord side={last.side} /> {trimmed(last.quantity)}
        {last.price !== undefined && ` at ${fixed(last.price, decimals)}`}. {last.reason}{" "}
        <span className="soft" title={exact(last.updatedAt)}>
          {moment(last.updatedAt, now)}
          {refused.length > 1 && `; ${refused.length} in the last hour, all under Orders`}
        </span>
      </span>
    </div>
  )
}
