import { useQuery } from "@tanstack/react-query"
import type { Connection } from "../../client/contract.ts"
import { bots, exchanges } from "../../client/queries.ts"
import { connectionStates } from "../../words/connection-words.ts"
import { isLost, leftWords, sinceWords } from "../../words/lost-words.ts"
import { useKnownNow } from "./use-known-now.ts"

/** So many are told of one by one. */
const TOLD = 3

const Lost = ({ account }: { account: Connection }) => {
  const { data: all = [] } = useQuery(bots)
  const now = useKnownNow(1_000)
  const { id, label, reason, since, state } = account
  const { mend, title } = connectionStates[state]
  const words = [
    ...(reason === undefined ? [] : [`${reason.charAt(0).toUpperCase()}${reason.slice(1).replace(/[.]$/, "")}.`]),
    ...leftWords(all.filter(({ connection }) => connection === id)),
    ...(mend === undefined ? [] : [mend])
  ]
  return (
    <div className="notice" data-tone="down" data-testid="lost-account">
      <span className="spread">
        <strong>
          <a href="/app/connections/">{label}</a>: {title.toLowerCase()}
          {since !== undefined && ` ${sinceWords(since, now)}`}.
        </strong>{" "}
        {words.join(" ")}
      </span>
    </div>
  )
}

/** On top of every page: accounts that are out of reach, since when, and what is left there meanwhile. */
export const LostAccounts = () => {
  const { data: known = [] } = useQuery(exchanges)
  const lost = known.flatMap(({ accounts }) => accounts).filter(isLost)
  if (lost.length === 0) return null
  return (
    <section className="offline" aria-label="Connections out of reach">
      {lost.slice(0, TOLD).map((account) => (
        <Lost key={account.id} account={account} />
      ))}
      {lost.length > TOLD && (
        <p className="notice" data-tone="down">
          {lost.length - TOLD} more of your <a href="/app/connections/">connections</a> are out of reach.
        </p>
      )}
    </section>
  )
}
