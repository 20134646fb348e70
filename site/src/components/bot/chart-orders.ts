import type { ChartLine, ChartMark } from "../../chart/candle-chart.ts"
import type { Order } from "../../client/contract.ts"

const toneOf = (order: Order): ChartLine["tone"] =>
  order.purpose === "STOP_LOSS"
    ? "stop"
    : order.purpose === "TAKE_PROFIT"
      ? "target"
      : order.side === "BUY"
        ? "buy"
        : "sell"

/** Resting orders as lines on the candles. */
export const linesOf = (all: ReadonlyArray<Order>): ReadonlyArray<ChartLine> =>
  all.flatMap((order) =>
    order.open && order.price !== undefined
      ? [
          {
            price: order.price,
            tone: toneOf(order),
            ...(order.purpose === "STOP_LOSS" && { title: "stop" }),
            ...(order.purpose === "TAKE_PROFIT" && { title: "target" })
          }
        ]
      : []
  )

/** Fills as marks on the candles. */
export const marksOf = (fills: ReadonlyArray<Order>): ReadonlyArray<ChartMark> =>
  fills.flatMap(({ updatedAt, averagePrice, price, side }) => {
    const at = averagePrice ?? price
    return at === undefined ? [] : [{ at: updatedAt, price: at, side }]
  })
