import { Effect } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { leaves } from "@tradetower/domain/order"
import type { ExchangeAccount } from "../exchange.ts"
import { Asking } from "../in-turn.ts"

/** Orders remembered: more than end at once. */
const REMEMBERED = 20_000

/** Orders whose end somebody waits for: taken back, or closing what is held. What is asked of them is urgent. */
export class Leaving {
  readonly #ids = new OldestOut<ClientOrderId, true>(REMEMBERED)

  add(id: ClientOrderId): void {
    this.#ids.set(id, true)
  }

  has(id: ClientOrderId): boolean {
    return this.#ids.peek(id) === true
  }

  /** What is asked of these orders, urgent where one of them is leaving. */
  asks<A, E, R>(
    orders: ReadonlyArray<{ readonly clientOrderId: ClientOrderId }>,
    effect: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E, R> {
    return Effect.suspend(() =>
      orders.some(({ clientOrderId }) => this.has(clientOrderId))
        ? Effect.provideService(effect, Asking, "URGENT")
        : effect
    )
  }

  /** The account, which knows of every order that leaves by what it is asked to do. */
  of(account: ExchangeAccount): ExchangeAccount {
    const { cancel, cancelAll, fillsOf, find, place } = account
    const leave = <A, E, R>(
      orders: ReadonlyArray<{ readonly clientOrderId: ClientOrderId }>,
      effect: Effect.Effect<A, E, R>
    ) =>
      Effect.suspend(() => {
        for (const { clientOrderId } of orders) this.add(clientOrderId)
        return this.asks(orders, effect)
      })
    return {
      ...account,
      place: (symbol, order, wireId) => {
        const placed = place(symbol, order, wireId)
        return leaves(order) && order.purpose !== "TAKE_PROFIT" ? leave([order], placed) : placed
      },
      cancel: (symbol, order) => leave([order], cancel(symbol, order)),
      ...(cancelAll !== undefined && { cancelAll: (orders) => leave(orders, cancelAll(orders)) }),
      find: (order) => this.asks([order], find(order)),
      fillsOf: (order) => this.asks([order], fillsOf(order))
    }
  }
}
