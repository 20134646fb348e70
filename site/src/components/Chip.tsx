import type { BotState, Order } from "../client/contract.ts"
import { stateWords, statusWords } from "../client/words.ts"

export const StateChip = ({ state, testid }: { state: BotState; testid?: string }) => (
  <span className="chip" data-tone={stateWords[state].tone} data-testid={testid} data-state={state}>
    {stateWords[state].title}
  </span>
)

export const StatusChip = ({ status }: { status: Order["status"] }) => (
  <span className="chip" data-tone={statusWords[status].tone}>
    {statusWords[status].title}
  </span>
)

/** Buy or sell, told by word and colour. */
export const SideWord = ({ side }: { side: Order["side"] }) => (
  <span className={side === "BUY" ? "up" : "down"}>{side === "BUY" ? "Buy" : "Sell"}</span>
)
