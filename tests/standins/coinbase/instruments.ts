import { Schema } from "effect"
import { COINBASE, paperInstruments } from "@tradetower/execution"
import type { Instrument } from "@tradetower/domain/market"
import { instrumentOfProduct } from "../../../execution/src/venues/coinbase/coinbase-products.ts"
import { ProductAnswer } from "../../../execution/src/venues/coinbase/messages.ts"
import { future } from "../../../execution/src/venues/coinbase/rest-answers.fixture.ts"

/** A future as who trades there counts it. */
export const futureInstrument = (...of: Parameters<typeof future>): Instrument =>
  instrumentOfProduct(Schema.decodeUnknownSync(ProductAnswer)(future(...of)[1]))

/** Nano Ether: a tenth of a coin, in steps of half a dollar. */
export const nanoEther = [
  "ETP-20DEC30-CDE",
  { contract_code: "ETP", contract_size: "0.1", contract_root_unit: "ETH" },
  { price: "3100", price_increment: "0.5" }
] as const

/** Futures that go on: of a hundredth of a bitcoin, and of a tenth of an ether. */
export const futures: ReadonlyArray<Instrument> = [futureInstrument("BIP-20DEC30-CDE"), futureInstrument(...nanoEther)]

/** What is traded where its market moves by itself. */
export const tradedHere: ReadonlyArray<Instrument> = [...paperInstruments(COINBASE), ...futures]

/** What a trade moves: coins, or shares, and money; or of a future what is held of it, and money. */
export const assetsOf = (symbol: string): readonly [base: string, quote: string] => {
  const [base = "", quote = "USD"] =
    symbol.endsWith("-CDE") || /-\d{8}$/.test(symbol) ? [symbol, "USD"] : symbol.split("-")
  return [base, quote]
}
