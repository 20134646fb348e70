import type { RunSummary } from "@tradetower/domain/bot"
import type { Order } from "../../client/contract.ts"
import { stateOf, statusWords } from "../../words/words.ts"

export const StateChip = ({
  run,
  testid
}: {
  run: Pick<RunSummary, "nextAt" | "state" | "waits">
  testid?: string
}) => {
  const { title, tone } = stateOf(run)
  return (
    <span className="chip" data-tone={tone} data-testid={testid} data-state={run.state}>
      {title}
    </span>
  )
}

export const StatusChip = ({ status }: { status: Order["status"] }) => (
  <span className="chip" data-tone={statusWords[status].tone}>
    {statusWords[status].title}
  </span>
)

/** Buy or sell, told by word and colour. */
export const SideWord = ({ side }: { side: Order["side"] }) => (
  <span className={side === "BUY" ? "up" : "down"}>{side === "BUY" ? "Buy" : "Sell"}</span>
)
