import { useState } from "react"
import { compare } from "@tradetower/domain/number"
import type { Order } from "../../client/contract.ts"
import { purposeWords } from "../../words/words.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { exact, moment } from "../../format/time.ts"
import { SideWord, StatusChip } from "../parts/Chip.tsx"
import { Empty } from "../parts/Missing.tsx"
import { DataTable, numbers } from "../parts/DataTable.tsx"

/** Resting orders by price, highest first; or all, newest first. */
export const OrdersTable = ({
  orders,
  now,
  decimalsOf
}: {
  orders: ReadonlyArray<Order>
  now: number
  decimalsOf: (price: string) => number
}) => {
  const [all, setAll] = useState(false)
  const rows = all
    ? orders.toSorted((a, b) => b.createdAt - a.createdAt)
    : orders.filter(({ open }) => open).toSorted((a, b) => compare(b.price ?? "0", a.price ?? "0"))
  return (
    <>
      <div className="row tab-tools">
        <div className="segments" role="group" aria-label="Which orders">
          <button type="button" aria-pressed={!all} onClick={() => setAll(false)}>
            Resting
          </button>
          <button type="button" aria-pressed={all} onClick={() => setAll(true)}>
            All
          </button>
        </div>
      </div>
      {rows.length === 0 ? (
        <Empty title={all ? "No orders yet" : "No orders rest on the exchange"}>
          <p>{all ? "The bot hasn't placed any." : "Nothing is waiting to be filled just now."}</p>
        </Empty>
      ) : (
        <DataTable
          label="Orders"
          columns={[
            "Side",
            numbers("Price"),
            numbers("Quantity"),
            "Status",
            { title: "Purpose", look: "wide" },
            { title: "Why", look: "wide" },
            { title: "Placed", look: "wide" }
          ]}
        >
          {rows.map((order) => (
            <tr key={order.clientOrderId} data-testid="order-row" data-status={order.status} className="fresh">
              <td>
                <SideWord side={order.side} />
              </td>
              <td className="number">
                {order.price === undefined ? "market" : fixed(order.price, decimalsOf(order.price))}
              </td>
              <td className="number">{trimmed(order.quantity)}</td>
              <td title={order.reason}>
                <StatusChip status={order.status} />
              </td>
              <td className="wide soft">{purposeWords[order.purpose]}</td>
              <td className="wide">
                {order.why}
                <span className="rule-tag">{order.rule}</span>
                {order.status === "REJECTED" && order.reason !== undefined && (
                  <span className="refusal">Refused: {order.reason}</span>
                )}
              </td>
              <td className="wide soft nowrap" title={exact(order.createdAt)}>
                {moment(order.createdAt, now)}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </>
  )
}
