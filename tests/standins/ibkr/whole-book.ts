import type { IbkrBook } from "./book.ts"
import type { Execution, Order } from "./order.ts"

/** The whole book of one account. */
export interface WholeBook {
  readonly opening: string
  readonly cash: string
  /** By contract. */
  readonly positions: Readonly<Record<string, string>>
  readonly orders: ReadonlyArray<Omit<Order, "other"> & { readonly other?: string | undefined }>
  readonly executions: ReadonlyArray<Execution>
}

/** By account. */
export const wholeBooks = ({ users }: IbkrBook): Readonly<Record<string, WholeBook>> =>
  Object.fromEntries(
    Array.from(users.values(), ({ account }) => [
      account.options.number,
      {
        opening: account.options.cash,
        cash: account.cash,
        positions: Object.fromEntries(account.positions),
        orders: account.orders.map(({ other, ...order }) => ({ ...order, other: other?.reference })),
        executions: account.executions
      }
    ])
  )
