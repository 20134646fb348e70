import { useQuery } from "@tanstack/react-query"
import type { Bot } from "../../client/contract.ts"
import { type Environment, exchanges } from "../../client/queries.ts"
import { moneyWords } from "../../words/connection-words.ts"
import { strategyWord } from "../../words/words.ts"
import type { Chosen } from "./ledger-queries.ts"

const Choice = ({
  title,
  value,
  options,
  change
}: {
  title: string
  value: string | undefined
  options: ReadonlyArray<readonly [string, string]>
  change: (value: string | undefined) => void
}) =>
  options.length < 2 ? null : (
    <label className="input">
      <span className="unseen">{title}</span>
      <select
        value={value ?? ""}
        onChange={({ currentTarget }) => change(currentTarget.value === "" ? undefined : currentTarget.value)}
      >
        <option value="">Every {title.toLowerCase()}</option>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )

const distinct = (values: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(values)].toSorted()

/** Whose trades: of one kind of money, and of one bot, pair, strategy or connection where one is chosen. */
export const Filters = ({
  chosen,
  change,
  bots
}: {
  chosen: Chosen
  change: (chosen: Chosen) => void
  bots: ReadonlyArray<Bot>
}) => {
  const { data: known } = useQuery(exchanges)
  const own = bots.filter(({ environment }) => environment === chosen.environment)
  const labels = new Map(known?.flatMap(({ accounts }) => accounts).map(({ id, label }) => [id as string, label]))
  const set = (name: Exclude<keyof Chosen, "environment">) => (value: string | undefined) => {
    const { [name]: _, ...rest } = chosen
    // An option's value is one of those that the API gave.
    change((value === undefined ? rest : { ...rest, [name]: value }) as Chosen)
  }
  const real = bots.some(({ environment }) => environment === "LIVE")
  return (
    <div className="row ledger-filters">
      {(real || chosen.environment === "LIVE") && (
        <div className="segments" role="group" aria-label="Money">
          {(["LIVE", "PAPER"] as const satisfies ReadonlyArray<Environment>).map((environment) => (
            <button
              key={environment}
              type="button"
              aria-pressed={environment === chosen.environment}
              onClick={() => change({ environment })}
            >
              {moneyWords[environment]}
            </button>
          ))}
        </div>
      )}
      <Choice title="Bot" value={chosen.bot} options={own.map(({ id, name }) => [id, name])} change={set("bot")} />
      <Choice
        title="Pair"
        value={chosen.symbol}
        options={distinct(own.map(({ symbol }) => symbol)).map((one) => [one, one])}
        change={set("symbol")}
      />
      <Choice
        title="Strategy"
        value={chosen.strategy}
        options={distinct(own.map(({ settings }) => settings._tag)).map((one) => [
          one,
          strategyWord(one as Bot["settings"]["_tag"])
        ])}
        change={set("strategy")}
      />
      <Choice
        title="Connection"
        value={chosen.connection}
        options={distinct(own.map(({ connection }) => connection)).map((one) => [one, labels.get(one) ?? one])}
        change={set("connection")}
      />
    </div>
  )
}
