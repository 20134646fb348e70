import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Connectable, Connection, Exchange } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { toast } from "../../live/store.ts"
import { moneyWords } from "../../words/connection-words.ts"
import { TextField } from "../form/TextField.tsx"
import { RuleList } from "../parts/RuleList.tsx"
import { isWhole, type Secret, SecretFields, usualOf } from "./SecretFields.tsx"
import { useAskAgain } from "./use-ask-again.ts"
import { kindsOf, suggestedLabel, type Way, waysOf } from "./ways.ts"

/** One of several ways, by what tells them apart. */
const WayChoice = ({
  id,
  label,
  ways,
  chosen,
  nameOf,
  choose
}: {
  id: string
  label: string
  ways: ReadonlyArray<Way>
  chosen: Way
  nameOf: (way: Way) => string
  choose: (id: string) => void
}) => (
  <div className="field">
    <label htmlFor={id}>{label}</label>
    <span className="input">
      <select id={id} data-testid={id} value={chosen.id} onChange={({ currentTarget: { value } }) => choose(value)}>
        {ways.map((way) => (
          <option key={way.id} value={way.id}>
            {nameOf(way)}
          </option>
        ))}
      </select>
    </span>
  </div>
)

/** What was found of an account that was just added. */
const Found = ({
  connection: { account, environment, label, permissions = [] },
  found
}: {
  connection: Connection
  found: ReadonlyArray<string>
}) => (
  <div role="status" data-testid="found">
    <p>
      <strong>{label}</strong> is account {account}, of {moneyWords[environment].toLowerCase()}; its key may{" "}
      {permissions.join(", ")}.
    </p>
    <RuleList meaning={found} />
  </div>
)

/** Adds an account of what is on offer. */
export const AddConnection = ({
  offer,
  exchanges
}: {
  offer: ReadonlyArray<Connectable>
  exchanges: ReadonlyArray<Exchange>
}) => {
  const ways = waysOf(offer, exchanges)
  const [chosen, choose] = useState<string>()
  const [typed, setTyped] = useState<string>()
  const [entered, setSecret] = useState<Secret>({})
  const askAgain = useAskAgain()
  const way = ways.find(({ id }) => id === chosen) ?? ways[0]
  const places = ways.filter(({ title }) => title === way?.title)
  const taken = new Set(exchanges.flatMap(({ accounts }) => accounts.map((account) => account.label)))
  const secret = { ...(way !== undefined && usualOf(way.secret)), ...entered }
  const label = typed ?? (way === undefined ? "" : suggestedLabel(way, places, taken))
  const add = useMutation({
    mutationFn: ({ broker, environment, rules, secret: fields, venue }: Way) =>
      ask("POST /connections", {
        payload: { label, broker, environment, venue, terms: rules.name, ...(fields.length > 0 && { secret }) }
      }),
    onSuccess: (added) => {
      toast(`${added.label} is added. Choose it when you make a bot.`)
      setTyped(undefined)
      setSecret({})
      askAgain()
    }
  })
  const take = (id: string) => {
    choose(id)
    setSecret({})
    add.reset()
  }
  return (
    <section className="panel" aria-labelledby="add-title">
      <header>
        <h2 id="add-title">Add an account</h2>
      </header>
      {way === undefined ? (
        <p className="inside soft">Nothing is on offer yet; it takes a moment after the start.</p>
      ) : (
        <form
          className="inside stack"
          onSubmit={(event) => {
            event.preventDefault()
            add.mutate(way)
          }}
        >
          <WayChoice
            id="add-way"
            label="Kind"
            ways={kindsOf(ways, way)}
            chosen={way}
            nameOf={({ title }) => title}
            choose={take}
          />
          {places.length > 1 && (
            <WayChoice
              id="add-prices"
              label="Prices of"
              ways={places}
              chosen={way}
              nameOf={({ prices }) => prices}
              choose={take}
            />
          )}
          <TextField id="add-label" label="Name" value={label} maxLength={60} onChange={setTyped} />
          {way.environment === "PAPER" && way.name === undefined && (
            <p className="soft">
              It begins with 100,000 USD of paper money, or as much of each money that its exchange’s pairs are paid in,
              such as USDT. Orders are matched here, at real prices where there are any; no real money moves.
            </p>
          )}
          {way.steps.length > 0 && (
            <ol className="rules" data-testid="key-steps">
              {way.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          )}
          <SecretFields fields={way.secret} secret={secret} change={setSecret} />
          {add.error !== null && <p className="problem">{sentenceOf(add.error)}</p>}
          <div className="row">
            <button
              type="submit"
              className="button primary"
              data-testid="add-connection"
              disabled={label.trim() === "" || !isWhole(way.secret, secret) || add.isPending}
            >
              {add.isPending ? "Adding …" : "Add the account"}
            </button>
          </div>
          {add.data?.found === undefined ? (
            <RuleList meaning={way.rules.meaning} />
          ) : (
            <Found connection={add.data} found={add.data.found} />
          )}
        </form>
      )}
    </section>
  )
}
