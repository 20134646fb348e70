import { Context, Effect, Layer } from "effect"
import {
  type Exchange,
  type ExchangeUnavailable,
  type MarketChoice,
  openMarket,
  paperExchange,
  type ReplayRefused
} from "@tradetower/execution"
import { type Blobs, type BlobsUnavailable, MarketTime, type Store, type StoreUnavailable } from "@tradetower/platform"

/** What is traded on: an adapter for each exchange, and the clock of their market. */
export interface Exchanges {
  readonly exchanges: ReadonlyArray<Exchange>
  readonly time: (typeof MarketTime)["Service"]
}

/** How the exchanges are opened, once the data folder is. */
export type OpenTrading = Effect.Effect<
  Exchanges,
  ReplayRefused | BlobsUnavailable | StoreUnavailable | ExchangeUnavailable,
  Store | Blobs
>

export class Trading extends Context.Service<Trading, Exchanges>()("@tradetower/local/Trading") {
  /** Opens the exchanges, and sets the clock that everything of a bot goes by. */
  static readonly layer = (open: OpenTrading) =>
    Layer.effectContext(
      Effect.map(open, (trading) => Context.make(Trading, trading).pipe(Context.add(MarketTime, trading.time)))
    )
}

/** The paper exchange alone, at these prices; `aside` is said wherever it is said where they come from. */
export const paperTrading = (choice: MarketChoice, aside?: string): OpenTrading =>
  Effect.gen(function* () {
    const { data, time } = yield* openMarket(choice)
    const said = aside === undefined ? data : { ...data, note: `${data.note}. ${aside}` }
    return { exchanges: [yield* paperExchange(said)], time }
  })
