import type { Page } from "../search-instruments.ts"
import type { CcxtFailure } from "./ccxt-failure.ts"
import type { CcxtName } from "./exchanges.ts"
import type { Listing } from "./listing.ts"
import type { CandleRow, LastPrice } from "./public-exchange.ts"

/** What the thread is asked. */
export type CcxtQuestion =
  | { readonly _tag: "Find"; readonly text: string; readonly page: Page }
  | { readonly _tag: "Get"; readonly symbol: string }
  | { readonly _tag: "Prices"; readonly symbols: ReadonlyArray<string> }
  | { readonly _tag: "Candles"; readonly symbol: string; readonly from: number; readonly to: number }

/** What it answers. */
export interface CcxtAnswers {
  readonly Find: { readonly found: ReadonlyArray<Listing>; readonly total: number }
  readonly Get: Listing | undefined
  readonly Prices: ReadonlyArray<LastPrice>
  readonly Candles: ReadonlyArray<CandleRow>
}

export interface CcxtAsked {
  readonly id: number
  readonly exchange: CcxtName
  readonly question: CcxtQuestion
}

export type CcxtAnswered = { readonly id: number } & ({ readonly answer: unknown } | { readonly failure: CcxtFailure })
