import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Bot, Connectable, Connection, Exchange } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { connectionStates, kindOf, moneyWords } from "../../words/connection-words.ts"
import { Folded } from "../parts/Folded.tsx"
import { Money } from "../parts/Result.tsx"
import { RuleList, type Rules } from "../parts/RuleList.tsx"
import { unpriced, worthOf } from "../parts/run-result.ts"
import { ArmDialog } from "./ArmDialog.tsx"
import { RemoveDialog } from "./RemoveDialog.tsx"
import { RenameDialog } from "./RenameDialog.tsx"
import { RotateDialog } from "./RotateDialog.tsx"

/** So many bots are named of an account; the page "Bots" has them all. */
const NAMED = 10

const BotLinks = ({ bots }: { bots: ReadonlyArray<Bot> }) => (
  <>
    {bots.slice(0, NAMED).map(({ id, name, run }, index) => (
      <span key={id}>
        {index > 0 && " · "}
        <a href={`/app/bots/?id=${encodeURIComponent(id)}`}>{name}</a>
        {run?.live !== true && " (at rest)"}
      </span>
    ))}
    {bots.length > NAMED && (
      <>
        {" "}
        and <a href="/app/bots/">{bots.length - NAMED} more</a>
      </>
    )}
  </>
)

/** One account: how it stands, what it is worth, its rules, its bots, and what can be done with it. */
export const OneConnection = ({
  connection,
  rules,
  broker,
  exchange,
  bots
}: {
  connection: Connection
  rules: Rules
  /** What its broker calls itself, and asks for. */
  broker: Pick<Connectable, "name" | "secret"> | undefined
  exchange: Exchange | undefined
  /** Those that trade through it and are not archived. */
  bots: ReadonlyArray<Bot>
}) => {
  const [open, setOpen] = useState<"RENAME" | "REMOVE" | "ROTATE" | "ARM">()
  const test = useMutation({
    mutationFn: () => ask("POST /connections/:connectionId/test", { params: { connectionId: connection.id } })
  })
  const { account, armed, balances, environment, found, id, label, margin = [], permissions = [] } = connection
  const { reason, state } = connection
  const { name, secret = [] } = broker ?? {}
  const { mend, title, tone } = connectionStates[state]
  const markets = exchange?.markets ?? []
  const quote = markets[0]?.instrument.quote ?? balances[0]?.asset ?? "USD"
  const beside = unpriced(balances, markets, quote)
  const close = () => setOpen(undefined)
  return (
    <li className="connection" data-testid="connection-row" data-id={id} data-state={state}>
      <div className="row">
        <h2>{label}</h2>
        <span className="chip" data-tone={tone}>
          {title}
        </span>
        <span className="chip plain" data-tone={environment === "LIVE" ? "warn" : "soft"}>
          {moneyWords[environment]}
        </span>
        {environment === "LIVE" && (
          <span className="chip" data-tone={armed ? "warn" : "soft"}>
            {armed ? "Armed" : "Not armed"}
          </span>
        )}
        <span className="spread" />
        <strong data-testid="connection-worth">
          {exchange === undefined || balances.length === 0 ? (
            "–"
          ) : (
            <Money value={worthOf(balances, markets, quote)} unit={quote} />
          )}
        </strong>
      </div>
      <p className="soft">
        {kindOf(connection, rules.title, name)}
        {exchange !== undefined && <> · prices of {exchange.name}</>}
        {account !== undefined && <> · account {account}</>}
        {beside.length > 0 && (
          <>
            {" · and "}
            {beside.map(({ asset, total }) => `${trimmed(total)} ${asset}`).join(", ")}, without a price in {quote} here
          </>
        )}
        {permissions.length > 0 && <> · its key may {permissions.join(", ")}</>}
      </p>
      {margin.map(({ asset, available, buffer }) => (
        <p className="soft" key={asset} data-testid="connection-margin">
          Margin of its futures, as of its last trade: {fixed(available, 2)} {asset} for new positions;{" "}
          {fixed(buffer, 2)} {asset} may be lost before positions are closed.
        </p>
      ))}
      {reason !== undefined && <p className={tone === "down" ? "problem" : "soft"}>{reason}</p>}
      {mend !== undefined && <p data-testid="connection-mend">{mend}</p>}
      <p data-testid="connection-bots">
        {bots.length === 0 ? (
          <span className="soft">No bot trades through it.</span>
        ) : (
          <>
            <span className="soft">Bots: </span>
            <BotLinks bots={bots} />
          </>
        )}
      </p>
      {found !== undefined && found.length > 0 && (
        <Folded title="What was found" open={false}>
          <RuleList meaning={found} />
        </Folded>
      )}
      {rules.meaning.length > 0 && (
        <Folded title="What its rules mean" open={false}>
          <RuleList meaning={rules.meaning} />
        </Folded>
      )}
      {(test.data !== undefined || test.error !== null) && (
        <p role="status" data-testid="connection-tested" className={test.data?.works === true ? "soft" : "problem"}>
          {test.data?.detail ?? sentenceOf(test.error)}
        </p>
      )}
      <div className="row">
        <button
          type="button"
          className="button"
          data-testid="test-connection"
          disabled={test.isPending}
          onClick={() => test.mutate()}
        >
          {test.isPending ? "Testing …" : "Test"}
        </button>
        <button type="button" className="button" data-testid="rename-connection" onClick={() => setOpen("RENAME")}>
          Rename
        </button>
        {secret.length > 0 && (
          <button type="button" className="button" onClick={() => setOpen("ROTATE")}>
            New key
          </button>
        )}
        {environment === "LIVE" && (
          <button type="button" className="button danger" onClick={() => setOpen("ARM")}>
            {armed ? "Disarm" : "Arm"}
          </button>
        )}
        {id === "paper" ? (
          <small className="soft">Everybody has this one: it can’t be removed.</small>
        ) : (
          <button
            type="button"
            className="button danger"
            data-testid="remove-connection"
            onClick={() => setOpen("REMOVE")}
          >
            Remove
          </button>
        )}
      </div>
      {open === "RENAME" && <RenameDialog connection={connection} close={close} />}
      {open === "ROTATE" && <RotateDialog connection={connection} fields={secret} close={close} />}
      {open === "ARM" && <ArmDialog connection={connection} close={close} />}
      {open === "REMOVE" && (
        <RemoveDialog
          connection={connection}
          close={close}
          bots={bots.length === 0 ? undefined : <BotLinks bots={bots} />}
        />
      )}
    </li>
  )
}
