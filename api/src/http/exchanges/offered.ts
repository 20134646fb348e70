import { ExchangeId } from "@tradetower/domain/market"
import type { ExchangeView } from "../../../contract/index.ts"

/** What can be connected, by id. */
export const offered: ReadonlyArray<Pick<ExchangeView, "id" | "name" | "kind">> = [
  { id: ExchangeId.make("paper"), name: "Paper exchange", kind: "PAPER" }
]
