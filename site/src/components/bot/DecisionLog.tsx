import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { BotEvent } from "../../client/contract.ts"
import { events } from "../../client/queries.ts"
import { stateWords } from "../../words/words.ts"
import { counted, fixed, trimmed } from "../../format/number.ts"
import { exact, moment } from "../../format/time.ts"
import { SideWord } from "../parts/Chip.tsx"
import { Empty, Missing } from "../parts/Missing.tsx"
import { happened } from "./event-words.ts"

const MOST = 6

const Decided = ({ event, decimals }: { event: BotEvent; decimals: number }) => (
  <ul>
    {event.transitions.map(({ from, to, reason }) => (
      <li key={`${from}-${to}`}>
        <strong>
          {stateWords[from].title} → {stateWords[to].title}
        </strong>{" "}
        <span className="soft">{reason}</span>
      </li>
    ))}
    {event.orders.slice(0, MOST).map((action) => (
      <li key={`${action.action}-${action.clientOrderId}`}>
        {action.action === "CANCEL" ? (
          "Cancel an order"
        ) : (
          <>
            {action.side !== undefined && <SideWord side={action.side} />} {trimmed(action.quantity ?? "0")}{" "}
            {action.price === undefined ? "at market" : `at ${fixed(action.price, decimals)}`}
          </>
        )}{" "}
        <span className="soft">{action.why}</span>
        <span className="rule-tag">{action.rule}</span>
      </li>
    ))}
    {event.orders.length > MOST && <li className="soft">and {counted(event.orders.length - MOST, "more order")}</li>}
    {event.orders.length === 0 && event.transitions.length === 0 && <li className="soft">Nothing to do.</li>}
  </ul>
)

const decided = ({ orders, transitions }: BotEvent): boolean => orders.length > 0 || transitions.length > 0

/** Each step: what happened, what it decided, and by which rule. */
export const DecisionLog = ({
  botId,
  run,
  now,
  decimals
}: {
  botId: string
  /** An earlier one; the latest when absent. */
  run?: string
  now: number
  decimals: number
}) => {
  const asked = useQuery(events(botId, run))
  const [all, setAll] = useState(false)
  if (asked.data === undefined) return <Missing what="Its steps can't be shown" asked={[asked]} height={240} />
  if (asked.data.length === 0)
    return (
      <Empty title="Nothing has happened yet">
        <p>Start the bot; every step it takes is written here with its reason.</p>
      </Empty>
    )
  const shown = all ? asked.data : asked.data.filter(decided)
  return (
    <>
      <div className="row tab-tools">
        <div className="segments" role="group" aria-label="Which steps">
          <button type="button" aria-pressed={!all} onClick={() => setAll(false)}>
            Decisions
          </button>
          <button type="button" aria-pressed={all} onClick={() => setAll(true)}>
            Every step
          </button>
        </div>
      </div>
      <ol>
        {shown.map((event) => (
          <li key={`${event.runId}-${event.seq}`} className="why" data-testid="why-row">
            <span className="soft nowrap" title={exact(event.at)}>
              {moment(event.at, now)}
            </span>
            <div>
              {happened(event, asked.data, decimals)}
              <Decided event={event} decimals={decimals} />
            </div>
          </li>
        ))}
      </ol>
    </>
  )
}
