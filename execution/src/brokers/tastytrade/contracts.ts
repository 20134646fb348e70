import { Clock, Effect, Equal, Option, Schema } from "effect"
import { type Market, marketOf, type Symbol } from "@tradetower/domain/market"
import { marketBy } from "@tradetower/domain/terms"
import { OldestOut } from "@tradetower/domain/oldest-out"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import { FutureAnswer } from "./answers.ts"
import { contractSymbol, futureOf, productIn } from "./instruments.ts"
import type { Rest } from "./rest.ts"

/** How old the list of a product's contracts may be, ms: they close, and new ones come. */
const FRESH = 3_600_000
const MOST_PRODUCTS = 200
const MOST_CONTRACTS = 2_000
const readFuture = Schema.decodeUnknownOption(FutureAnswer)

/** A contract as it is listed, and what its orders are counted in. */
export interface Contract {
  readonly answer: FutureAnswer
  readonly market: Market
}

/**
 * The contracts of futures: theirs is `/ESZ6`, which comes again ten years later; ours has the day it ends. What one is can
 * only be read in its record.
 */
export class Contracts {
  readonly #lists = new OldestOut<string, { readonly all: ReadonlyArray<Contract>; readonly readAt: number }>(
    MOST_PRODUCTS
  )
  readonly #byName = new OldestOut<string, Contract>(MOST_CONTRACTS)

  #listed(answer: FutureAnswer, beside: ReadonlyArray<FutureAnswer> = []): ReadonlyArray<Contract> {
    const target = answer["roll-target-symbol"] ?? undefined
    const next = beside.find(({ symbol }) => symbol === target)
    const instrument = futureOf(answer, next === undefined ? target : contractSymbol(next))
    if (instrument === undefined) return []
    const before = this.#byName.get(answer.symbol)?.market
    const market = Equal.equals(before?.instrument, instrument) ? before : undefined
    const contract = { answer, market: market ?? marketBy("tastytrade", marketOf(instrument)) }
    this.#byName.set(answer.symbol, contract)
    return [contract]
  }

  #read(
    rest: Rest,
    key: string,
    path: string,
    fresh: number
  ): Effect.Effect<ReadonlyArray<Contract>, ExchangeUnavailable> {
    return Effect.gen({ self: this }, function* () {
      const now = yield* Clock.currentTimeMillis
      const known = this.#lists.get(key)
      if (known !== undefined && now - known.readAt < fresh) return known.all
      const rows = yield* rest.list(path, "URGENT")
      // One that can't be read can't be traded; the others can.
      const answers = rows.flatMap((row) => Option.toArray(readFuture(row)))
      const all = answers.flatMap((one) => this.#listed(one, answers))
      this.#lists.set(key, { all, readAt: now })
      return all
    })
  }

  /** All that are listed. */
  all(rest: Rest): Effect.Effect<ReadonlyArray<Contract>, ExchangeUnavailable> {
    return this.#read(rest, "", "/instruments/futures", FRESH)
  }

  /** The contract of one of our symbols; none that is not listed. `fresh`: how old the list may be, ms. */
  of(rest: Rest, symbol: Symbol, fresh = FRESH): Effect.Effect<Option.Option<Contract>, ExchangeUnavailable> {
    const product = productIn(symbol)
    if (product === undefined) return Effect.succeedNone
    return Effect.map(
      this.#read(rest, product, `/instruments/futures?product-code[]=${encodeURIComponent(product)}`, fresh),
      (all) => Option.fromUndefinedOr(all.find(({ answer }) => contractSymbol(answer) === symbol))
    )
  }

  /** The contract that tastytrade means by a name; none that it does not know any more. */
  named(rest: Rest, theirs: string): Effect.Effect<Option.Option<Contract>, ExchangeUnavailable> {
    const known = this.#byName.get(theirs)
    if (known !== undefined) return Effect.succeedSome(known)
    return Effect.map(
      rest.get(`/instruments/futures/${encodeURIComponent(theirs)}`, FutureAnswer),
      Option.flatMap((answer) => Option.fromUndefinedOr(this.#listed(answer)[0]))
    )
  }
}
