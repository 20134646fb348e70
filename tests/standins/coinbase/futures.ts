import {
  compare,
  type Decimal,
  dividedBy,
  isZero,
  larger,
  minus,
  plus,
  rounded,
  smaller,
  times
} from "@tradetower/domain/number"
import type { Ways } from "./faults.ts"
import { type BookProduct, type BookUser, walletOf } from "./user.ts"

const ZERO = "0" as Decimal

const absolute = (value: Decimal): Decimal => (compare(value, ZERO) < 0 ? minus(ZERO, value) : value)

export const contractsOf = (user: BookUser, product: string): Decimal => user.positions.get(product)?.contracts ?? ZERO

/** What a change of contracts would leave more of than there is, either side: only that needs margin. */
export const addedBy = (user: BookUser, product: string, side: "BUY" | "SELL", size: string): Decimal => {
  const before = contractsOf(user, product)
  const after = side === "BUY" ? plus(before, size) : minus(before, size)
  return larger(ZERO, minus(absolute(after), absolute(before)))
}

/** Books a trade of a future: what it closes is settled in dollars at once, what is left counts at its mean price. */
export const bookFuture = (
  user: BookUser,
  product: BookProduct,
  id: string,
  side: "BUY" | "SELL",
  price: Decimal,
  size: Decimal
): void => {
  const { contracts, entry } = user.positions.get(id) ?? { contracts: ZERO, entry: ZERO }
  const change = side === "BUY" ? size : minus(ZERO, size)
  const after = plus(contracts, change)
  const opposite = !isZero(contracts) && compare(contracts, ZERO) !== compare(change, ZERO)
  const closed = opposite ? smaller(absolute(contracts), absolute(change)) : ZERO
  const gained = times(closed, compare(contracts, ZERO) > 0 ? minus(price, entry) : minus(entry, price))
  const cash = walletOf(user, product.quote)
  cash.total = plus(cash.total, times(gained, product.contract?.size ?? "1"))
  const turned = compare(absolute(change), absolute(contracts)) > 0
  const mean = opposite
    ? turned
      ? price
      : entry
    : (dividedBy(plus(times(absolute(contracts), entry), times(size, price)), absolute(after), 8) ?? ZERO)
  user.positions.set(id, { contracts: after, entry: isZero(after) ? ZERO : mean })
}

const newYork = new Intl.DateTimeFormat("en-GB", { timeZone: "America/New_York", weekday: "short", hour: "2-digit" })

/** Whether it is day there, in which less margin is asked for: from 8 to 16 o'clock, on weekdays. */
export const isDay = (at: number): boolean => {
  const parts = Object.fromEntries(newYork.formatToParts(at).map(({ type, value }) => [type, value]))
  const hour = Number(parts["hour"])
  return !["Sat", "Sun"].includes(parts["weekday"] ?? "") && hour >= 8 && hour < 16
}

type Contract = NonNullable<BookProduct["contract"]>

/** What part of its worth is held as margin at this moment. */
export const rateAt = ({ dayRate, marginRate }: Contract, at: number, { marginSetting }: Ways): Decimal =>
  marginSetting === "INTRADAY_MARGIN_SETTING_INTRADAY" && isDay(at) ? dayRate : marginRate

/** What stands behind a user's futures: what they tie up, and what is left of the dollars. */
export const marginOf = (
  user: BookUser,
  products: ReadonlyMap<string, BookProduct>,
  lastOf: (product: string) => Decimal | undefined,
  rateOf: (contract: Contract) => Decimal
) => {
  let margin = ZERO
  let gain = ZERO
  for (const [id, { contracts, entry }] of user.positions) {
    const { contract } = products.get(id) ?? {}
    const last = lastOf(id)
    if (contract === undefined || last === undefined) continue
    margin = plus(margin, times(times(times(absolute(contracts), contract.size), last), rateOf(contract)))
    gain = plus(gain, times(times(contracts, contract.size), minus(last, entry)))
  }
  let ordered = ZERO
  for (const { product, side, size, filled } of user.live) {
    const { contract } = products.get(product) ?? {}
    const last = lastOf(product)
    if (contract === undefined || last === undefined) continue
    const added = addedBy(user, product, side, minus(size, filled))
    ordered = plus(ordered, times(times(times(added, contract.size), last), rateOf(contract)))
  }
  const { hold, total } = walletOf(user, "USD")
  const equity = plus(total, gain)
  const held = plus(hold, ordered)
  return { margin, gain, held, free: minus(minus(equity, held), margin), buffer: minus(equity, margin) }
}

const money = (value: Decimal) => ({ value: rounded(value, 2), currency: "USD" })

/** `GET /cfm/...` of a user; undefined: there is no such. */
export const futuresAnswer = (
  path: string,
  user: BookUser,
  { free, buffer, gain, held, margin }: ReturnType<typeof marginOf>,
  at: number,
  setting: string
): object | undefined => {
  if (path === "/cfm/positions")
    return {
      positions: [...user.positions].flatMap(([product_id, { contracts, entry }]) =>
        isZero(contracts)
          ? []
          : [
              {
                product_id,
                expiration_time: "",
                side: compare(contracts, ZERO) > 0 ? "LONG" : "SHORT",
                number_of_contracts: absolute(contracts),
                avg_entry_price: money(entry),
                unrealized_pnl: money(gain)
              }
            ]
      )
    }
  if (path === "/cfm/balance_summary")
    return {
      balance_summary: {
        futures_buying_power: money(larger(ZERO, free)),
        total_usd_balance: money(walletOf(user, "USD").total),
        cbi_usd_balance: money(minus(walletOf(user, "USD").total, user.swept)),
        cfm_usd_balance: money(user.swept),
        total_open_orders_hold_amount: money(held),
        unrealized_pnl: money(gain),
        initial_margin: money(margin),
        available_margin: money(larger(ZERO, free)),
        liquidation_buffer_amount: money(buffer),
        liquidation_buffer_percentage: "1000"
      }
    }
  if (path === "/cfm/intraday/margin_setting") return { setting }
  if (path === "/cfm/intraday/current_margin_window")
    return {
      margin_window: {
        margin_window_type: isDay(at) ? "FCM_MARGIN_WINDOW_TYPE_INTRADAY" : "FCM_MARGIN_WINDOW_TYPE_OVERNIGHT",
        end_time: ""
      },
      is_intraday_margin_killswitch_enabled: false,
      is_intraday_margin_enrollment_killswitch_enabled: false
    }
  return undefined
}
