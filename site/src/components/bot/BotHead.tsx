import type { ReactNode } from "react"

/** On top of a bot's page, or of one of its runs: its name and state, a line about it, and beside them what can be done. */
export const BotHead = ({
  name,
  state,
  beside,
  children
}: {
  name: string
  state: ReactNode
  beside: ReactNode
  children: ReactNode
}) => (
  <div className="page-head">
    <div className="bot-head spread">
      <div className="row">
        <h1>{name}</h1>
        {state}
      </div>
      {children}
    </div>
    {beside}
  </div>
)
