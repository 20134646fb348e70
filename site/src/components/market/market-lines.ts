import { times } from "@tradetower/domain/number"
import type { Market } from "../../client/contract.ts"
import { trimmed } from "../../format/number.ts"
import type { SettingLine } from "../../words/setting-lines.ts"

const percent = (rate: string): string => `${trimmed(times(rate, "100"), 4)} %`

/** What orders of a market have to keep to, and what they cost, for the eye. */
export const marketLines = ({ instrument }: Pick<Market, "instrument">): ReadonlyArray<SettingLine> => {
  const { base, lotSize, makerFeeRate, minNotional, minQuantity, quote, takerFeeRate, tickSize } = instrument
  return [
    { path: "tick", title: "Step of prices", text: `${trimmed(tickSize, 18)} ${quote}` },
    { path: "lot", title: "Step of amounts", text: `${trimmed(lotSize, 18)} ${base}` },
    { path: "least", title: "Least amount", text: `${trimmed(minQuantity, 18)} ${base}` },
    { path: "worth", title: "Least worth", text: `${trimmed(minNotional, 18)} ${quote}` },
    { path: "maker", title: "Fee of an order that rests", text: percent(makerFeeRate) },
    { path: "taker", title: "Fee of one that takes", text: percent(takerFeeRate) }
  ]
}
