import { Context, Layer } from "effect"
import { Brokers } from "@tradetower/platform"
import type { AlpacaAddresses } from "./alpaca/addresses.ts"
import { alpaca } from "./alpaca/alpaca.ts"
import type { CoinbaseAccountAddresses } from "./coinbase/addresses.ts"
import { coinbaseBroker } from "./coinbase/coinbase.ts"
import type { IbkrAddresses } from "./ibkr/web/addresses.ts"
import { ibkr } from "./ibkr/ibkr.ts"
import type { RealBroker } from "./real-broker.ts"
import type { TastytradeAddresses } from "./tastytrade/addresses.ts"
import { tastytrade } from "./tastytrade/tastytrade.ts"

/** Stand-ins in place of brokers' own hosts. */
export interface BrokersWhere {
  readonly alpaca?: AlpacaAddresses
  readonly coinbase?: CoinbaseAccountAddresses
  readonly ibkr?: IbkrAddresses
  readonly tastytrade?: TastytradeAddresses
}

/** The brokers that accounts can be added at. None is asked anything, nor is what talks to it read, before one is. */
export class RealBrokers extends Context.Service<RealBrokers, ReadonlyArray<RealBroker>>()(
  "@tradetower/execution/RealBrokers"
) {
  /** Them, and what the API asks of them. */
  static readonly layer = (where: BrokersWhere = {}) => {
    const { gateway, web } = ibkr(where.ibkr)
    const all: ReadonlyArray<RealBroker> = [
      alpaca(where.alpaca),
      coinbaseBroker(where.coinbase),
      web,
      gateway,
      tastytrade(where.tastytrade)
    ]
    return Layer.merge(
      Layer.succeed(RealBrokers, all),
      Layer.succeed(Brokers, new Map(all.map(({ broker, id }) => [id, broker])))
    )
  }
}
