import { times } from "@tradetower/domain/number"
import type { Order } from "../../client/contract.ts"
import { purposeWords } from "../../words/words.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { exact, moment } from "../../format/time.ts"
import { SideWord } from "./Chip.tsx"
import { Glow } from "./Result.tsx"
import { DataTable, numbers } from "./DataTable.tsx"

const filled = (order: Order): boolean => !/^0(\.0+)?$/.test(order.filledQuantity)

/** Orders that traded, the latest first. */
export const fillsOf = (orders: ReadonlyArray<Order>): ReadonlyArray<Order> =>
  orders.filter(filled).toSorted((a, b) => b.updatedAt - a.updatedAt)

/** What was bought and sold. `decimalsOf`: of an order's prices; `nameOf` adds a column with the bot. */
export const FillsTable = ({
  fills,
  now,
  decimalsOf,
  nameOf
}: {
  fills: ReadonlyArray<Order>
  now: number
  decimalsOf: (order: Order, price: string) => number
  nameOf?: (botId: string) => string
}) => (
  <DataTable
    label="Fills"
    look="fills-table"
    columns={[
      "Time",
      ...(nameOf === undefined ? [] : ["Bot"]),
      "Side",
      { title: "Purpose", look: "wide" },
      numbers("Price"),
      numbers("Quantity", nameOf === undefined ? "number" : "number wide"),
      numbers("Amount", "number wide")
    ]}
  >
    {fills.map((order) => {
      const price = order.averagePrice ?? order.price ?? "0"
      return (
        <tr key={order.clientOrderId} data-testid="fill-row" className="fresh">
          <td className="nowrap soft" title={exact(order.updatedAt)}>
            {moment(order.updatedAt, now)}
          </td>
          {nameOf !== undefined && (
            <td>
              <a href={`/app/bots/?id=${encodeURIComponent(order.botId)}`}>{nameOf(order.botId)}</a>
            </td>
          )}
          <td>
            <SideWord side={order.side} />
          </td>
          <td className="soft wide">{purposeWords[order.purpose]}</td>
          <td className="number">{fixed(price, decimalsOf(order, price))}</td>
          <td className={nameOf === undefined ? "number" : "number wide"}>
            <Glow of={order.filledQuantity}>{trimmed(order.filledQuantity)}</Glow>
          </td>
          <td className="number wide">{fixed(times(price, order.filledQuantity), 2)}</td>
        </tr>
      )
    })}
  </DataTable>
)
