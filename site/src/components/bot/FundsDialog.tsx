import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { ask } from "../../client/ask.ts"
import type { Bot, Market } from "../../client/contract.ts"
import { Problem, sentenceOf } from "../../client/problem.ts"
import { exchanges } from "../../client/queries.ts"
import { numberOf, refusal } from "../../format/typed.ts"
import { toast } from "../../live/store.ts"
import { NumberInput } from "../form/NumberInput.tsx"
import { freeOn, useCommitment } from "../form/use-commitment.ts"
import { AskDialog } from "../parts/AskDialog.tsx"
import { accountOfBot } from "../parts/run-result.ts"
import { fundsOf, helpOf, problemOf, type Way } from "./funds.ts"

const titles = { ADD: "Add", TAKE: "Take out" } as const

/** Gives a running bot more to trade with, or takes some of it out. */
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
  const [way, setWay] = useState<Way>("ADD")
  const { data: known } = useQuery(exchanges)
  const funds = fundsOf(bot, market)
  const { commit, forget, said } = useCommitment()
  const free = freeOn(accountOfBot(known, bot))
  const amount = numberOf(text)
  const send = useMutation({
    mutationFn: (value: string) => {
      const asked = { params: { botId: bot.id }, payload: { amount: value } }
      return way === "ADD" ? ask("POST /bots/:botId/funds", asked) : ask("POST /bots/:botId/funds/take", asked)
    },
    onSuccess: () => {
      toast(way === "ADD" ? "Funds are being added …" : "Funds are being taken out …")
      setText("")
      close()
    }
  })
  const type = (value: string) => {
    setText(value)
    send.reset()
    forget()
  }
  const question = said?.asks === true ? said.words : undefined
  const answered =
    said?.asks === false
      ? said.words
      : send.error instanceof Problem
        ? (send.error.fields[0]?.message ?? send.error.message)
        : send.error !== null
          ? sentenceOf(send.error)
          : undefined
  const problem = text === "" ? undefined : (problemOf(funds, way, amount, refusal(text)) ?? answered)
  const impossible =
    way === "TAKE" && (funds.most === undefined || problemOf(funds, way, amount, undefined) !== undefined)
  const give = () => {
    if (amount === undefined || impossible) return
    send.reset()
    if (way === "TAKE") send.mutate(amount)
    else void commit(amount, [{ asset: funds.unit, amount }], free, () => send.mutate(amount))
  }
  return (
    <AskDialog
      name="funds"
      title={`Funds of ${bot.name}`}
      open={open}
      close={close}
      act={{ mutate: give, isPending: send.isPending }}
      confirm={{
        title: way === "TAKE" ? "Take out" : question !== undefined ? "Commit it" : "Add funds",
        disabled: amount === undefined || impossible
      }}
    >
      <div className="segments" role="group" aria-label="What to do">
        {(["ADD", "TAKE"] as const).map((one) => (
          <button
            key={one}
            type="button"
            data-testid={`funds-${one}`}
            aria-pressed={way === one}
            onClick={() => {
              setWay(one)
              type("")
            }}
          >
            {titles[one]}
          </button>
        ))}
      </div>
      <div className="field">
        <label htmlFor="funds-amount">Amount</label>
        <span className="input" data-bad={problem !== undefined}>
          <NumberInput id="funds-amount" unit={funds.unit} value={text} aria-describedby="funds-help" onChange={type} />
          <span className="unit">{funds.unit}</span>
        </span>
        <p
          id="funds-help"
          className={problem !== undefined ? "problem" : question !== undefined ? "warn" : "help"}
          role="status"
        >
          {problem ?? question ?? helpOf(funds, way, amount)}
        </p>
      </div>
    </AskDialog>
  )
}
