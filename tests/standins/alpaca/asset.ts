/** What Alpaca lists. */
export interface Asset {
  readonly symbol: string
  readonly class: "us_equity" | "crypto"
  readonly name: string
  /** Of coins; Alpaca raises it as the price moves. */
  minimum: string
  /** Of a stock: NONE of it are traded, or in the CORE session alone; absent: in extended hours, too. */
  readonly fractions?: "NONE" | "CORE"
}
