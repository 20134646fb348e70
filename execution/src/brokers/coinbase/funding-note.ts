import { Option, Schema } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"

/** What was, or is to be, charged for a position. Amounts in dollars, above zero where it was paid; moments ms. */
const Charge = Schema.Struct({
  symbol: Symbol,
  clientOrderId: ClientOrderId,
  tradeId: Schema.String,
  at: Schema.Int,
  amount: Decimal,
  source: Schema.Literals(["RATE", "BALANCE"])
})
export type Charge = typeof Charge.Type

const FundingNote = Schema.Struct({
  /** Hours up to this one were told of, by whoever. */
  until: Schema.Int,
  /** What each future charges next, as it last said. */
  rates: Schema.Record(Schema.String, Schema.Struct({ at: Schema.Int, rate: Decimal })),
  /** What was told by its rate, and the account's own money did not show yet. */
  told: Schema.Array(Schema.Struct({ symbol: Symbol, at: Schema.Int, amount: Decimal })),
  /** The account's money at a moment, trades since then not counted. */
  money: Schema.optionalKey(Schema.Struct({ at: Schema.Int, amount: Decimal })),
  /** Charges of the last look that had any: told again, for who told them may have died over it. */
  last: Schema.Array(Charge)
})
/** What is known of an account's funding, kept from one process to the next: by it no hour is charged twice. */
export type FundingNote = typeof FundingNote.Type

const codec = Schema.fromJsonString(FundingNote)
const encode = Schema.encodeSync(codec)
const decode = Schema.decodeUnknownOption(codec)

export const noteText = (note: FundingNote): string => encode(note)

/** A note as it was kept; one that can't be read is none. */
export const readNote = (text: string | undefined): FundingNote | undefined => Option.getOrUndefined(decode(text))
