import type { Exchange } from "../../client/contract.ts"
import { sentenceOf } from "../../client/problem.ts"
import { moneyWords } from "../../words/connection-words.ts"
import type { BotForm } from "../form/use-bot-form.ts"
import { useAccountElsewhere } from "./use-account-elsewhere.ts"

type Account = Exchange["accounts"][number]

const AccountOption = ({ account: { environment, id, label } }: { account: Account }) => (
  <option value={id}>
    {label} · {moneyWords[environment].toLowerCase()}
  </option>
)

/** Through which account the bot trades, where there is more than one: of this pair's venue, or of another, with its pair. */
export const AccountChoice = ({ exchanges, form }: { exchanges: ReadonlyArray<Exchange>; form: BotForm }) => {
  const { account, accounts, chooseAccount, place } = form
  const { error, isPending, mutate, reset, variables } = useAccountElsewhere(form)
  const others = exchanges.filter((one) => one.id !== place?.venue && one.accounts.length > 0)
  if (accounts.length + others.length < 2) return null
  const choose = (id: string) => {
    reset()
    const exchange = others.find((one) => one.accounts.some((of) => of.id === id))
    const elsewhere = exchange?.accounts.find((of) => of.id === id)
    if (exchange === undefined || elsewhere === undefined) chooseAccount(id)
    else mutate({ exchange, account: elsewhere })
  }
  return (
    <label className="field" data-testid="connection">
      <span className="label">Account</span>
      <span className="input">
        <select
          value={isPending ? variables.account.id : (account?.id ?? "")}
          disabled={isPending}
          onChange={({ currentTarget: { value } }) => choose(value)}
        >
          {account === undefined && <option value="">Choose one</option>}
          {accounts.map((one) => (
            <AccountOption key={one.id} account={one} />
          ))}
          {others.map(({ accounts: theirs, id, name }) => (
            <optgroup key={id} label={`At ${name}, with its pairs`}>
              {theirs.map((one) => (
                <AccountOption key={one.id} account={one} />
              ))}
            </optgroup>
          ))}
        </select>
      </span>
      {isPending && (
        <span className="help" role="status">
          Looking for the pair at {variables.exchange.name} …
        </span>
      )}
      {error !== null && (
        <span className="problem" role="alert">
          {sentenceOf(error)}
        </span>
      )}
    </label>
  )
}
