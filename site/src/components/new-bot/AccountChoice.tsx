import { moneyWords } from "../../words/connection-words.ts"
import type { BotForm } from "../form/use-bot-form.ts"

/** Through which account the bot trades, where there is more than one. */
export const AccountChoice = ({ form: { account, accounts, chooseAccount } }: { form: BotForm }) =>
  accounts.length > 1 && (
    <label className="field" data-testid="connection">
      <span className="label">Account</span>
      <span className="input">
        <select value={account?.id} onChange={({ currentTarget: { value } }) => chooseAccount(value)}>
          {accounts.map(({ environment, id, label }) => (
            <option key={id} value={id}>
              {label} · {moneyWords[environment].toLowerCase()}
            </option>
          ))}
        </select>
      </span>
    </label>
  )
