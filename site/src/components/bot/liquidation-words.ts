import type { Connection } from "../../client/contract.ts"
import { fixed } from "../../format/number.ts"

/** How a liquidation price is told: the paper exchange closes positions at just that one, a broker by rules of its own. */
export const liquidationWords = (
  account: Pick<Connection, "broker" | "label" | "margin"> | undefined,
  quote: string
): { readonly title: string; readonly help: string; readonly estimated: boolean } => {
  if (account === undefined || account.broker === "paper")
    return {
      title: "Liquidated at",
      help: "Where the exchange would close the position for want of margin.",
      estimated: false
    }
  const shared = account.margin?.find(({ asset }) => asset === quote)
  const told =
    shared === undefined
      ? "The broker does not tell a price."
      : `“${account.label}” tells no price: it last said that all its futures together may lose ${fixed(shared.buffer, 2)} ${quote} before any are closed.`
  return { title: "Liquidated near", help: `Our own estimate, from this position alone. ${told}`, estimated: true }
}
