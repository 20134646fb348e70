import type { Order } from "../../client/contract.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { exact, moment } from "../../format/time.ts"
import { SideWord } from "../parts/Chip.tsx"

/** What was refused lately stands out for so long, ms of market time. */
const LATELY = 3_600_000

/** `"an order of ..."` as a sentence: `" An order of ... ."`. */
const sentence = (text: string): string =>
  text === "" ? "" : ` ${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`

/** The latest order that the risk engine or the exchange refused, and why unless the run's state (`said`) says so. */
export const RefusedOrder = ({
  orders,
  said,
  now,
  decimals
}: {
  orders: ReadonlyArray<Order>
  said: string
  now: number
  decimals: number
}) => {
  const refused = orders.filter(({ status, updatedAt }) => status === "REJECTED" && now - updatedAt < LATELY)
  const last = refused.toSorted((a, b) => b.updatedAt - a.updatedAt)[0]
  if (last === undefined) return null
  const { reason = "" } = last
  return (
    <div className="notice" data-tone="warn" data-testid="refused">
      <span className="spread">
        <strong>Refused:</strong> <SideWord side={last.side} /> {trimmed(last.quantity)}
        {last.price !== undefined && ` at ${fixed(last.price, decimals)}`}.
        {reason !== "" && said.includes(reason) ? "" : sentence(reason)}{" "}
        <span className="soft" title={exact(last.updatedAt)}>
          {moment(last.updatedAt, now)}
          {refused.length > 1 && `; ${refused.length} in the last hour, all under Orders`}
        </span>
      </span>
    </div>
  )
}
