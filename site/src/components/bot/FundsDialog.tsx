import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Bot, Market } from "../../client/contract.ts"
import { Problem, sentenceOf } from "../../client/problem.ts"
import { exchanges } from "../../client/queries.ts"
import { add, compare } from "../../format/decimal.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { numberOf, refusal } from "../../format/typed.ts"
import { toast } from "../../live/store.ts"
import { NumberInput } from "../form/NumberInput.tsx"
import { freeOn, useCommitment } from "../use-commitment.ts"
import { useDialog } from "../use-dialog.ts"

/** Gives a running bot more to trade with. */
export const FundsDialog = ({
  bot,
  market,
  open,
  close
}: {
  bot: Bot
  market: Market | undefined
  open: boolean
  close: () => void
}) => {
  const [text, setText] = useState("")
  const dialog = useDialog(open, close)
  const { data: known } = useQuery(exchanges)
  const ofBase = bot.run?.summary.ofBase
  const unit = (ofBase === undefined ? market?.instrument.quote : market?.instrument.base) ?? ""
  const words = (sum: string) => `${ofBase === undefined ? fixed(sum, 2) : trimmed(sum)} ${unit}`
  const { commit, forget, said } = useCommitment()
  const free = freeOn(known?.find(({ id }) => id === bot.exchange))
  const amount = numberOf(text)
  const more = useMutation({
    mutationFn: (value: string) =>
      ask("POST /bots/:botId/funds", { params: { botId: bot.id }, payload: { amount: value } }),
    onSuccess: () => {
      toast("Funds are being added …")
      setText("")
      close()
    }
  })
  const problem =
    text === ""
      ? undefined
      : amount === undefined || compare(amount, "0") <= 0
        ? (refusal(text) ?? "Write an amount above nothing, such as 250.")
        : said !== undefined
          ? said.words
          : more.error instanceof Problem
            ? (more.error.fields[0]?.message ?? more.error.message)
            : more.error !== null
              ? sentenceOf(more.error)
              : undefined
  const invested = ofBase?.invested ?? bot.run?.summary.invested ?? "0"
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="funds-title">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (amount !== undefined) void commit(amount, [{ asset: unit, amount }], free, () => more.mutate(amount))
        }}
      >
        <h2 id="funds-title">Add funds to {bot.name}</h2>
        <div className="field">
          <label htmlFor="funds-amount">Amount</label>
          <span className="input" data-bad={problem !== undefined}>
            <NumberInput
              id="funds-amount"
              unit={unit}
              value={text}
              aria-describedby="funds-help"
              onChange={(value) => {
                setText(value)
                more.reset()
                forget()
              }}
            />
            <span className="unit">{unit}</span>
          </span>
          <p id="funds-help" className={problem === undefined ? "help" : "problem"}>
            {problem ??
              (amount === undefined
                ? `It may use ${words(invested)} now. Orders not filled yet grow in proportion; filled ones stay as they are.`
                : `It may then use ${words(add(invested, amount))}.`)}
          </p>
        </div>
        <div className="actions">
          <button type="button" className="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={amount === undefined || more.isPending}>
            {said?.asks === true ? "Commit it" : "Add funds"}
          </button>
        </div>
      </form>
    </dialog>
  )
}
