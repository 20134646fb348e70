import { AccountChoice } from "./AccountChoice.tsx"
import { MakeButtons } from "./MakeButtons.tsx"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { compare } from "@tradetower/domain/number"
import { carryTo } from "../../client/carried-settings.ts"
import { useFollowed } from "../../client/follow.ts"
import { makeBot } from "../../client/make-bot.ts"
import type { Exchange, StrategyView } from "../../client/contract.ts"
import { refusedFields, sentenceOf } from "../../client/problem.ts"
import { bots, riskLimits } from "../../client/queries.ts"
import { botName, unusedName } from "../../words/words.ts"
import { atMost, fixed, trimmed } from "../../format/number.ts"
import { AfterPaint } from "../parts/AfterPaint.tsx"
import { BelowScreen } from "../parts/BelowScreen.tsx"
import { PastNotice } from "../form/PastNotice.tsx"
import { MarketChoice } from "../form/MarketChoice.tsx"
import { VerdictWords } from "../form/VerdictWords.tsx"
import { freeOn, useCommitment } from "../form/use-commitment.ts"
import { TextField } from "../form/TextField.tsx"
import type { Place } from "../form/place.ts"
import { type BotForm, useBotForm } from "../form/use-bot-form.ts"
import { SettingsPreview } from "../form/SettingsPreview.tsx"
import { StrategyStep, StrategyWithoutMarket } from "../form/StrategyStep.tsx"
import { AmountField, ValuesStep } from "../form/ValuesStep.tsx"

/** A bot's name has at most so many characters. */
const LONGEST_NAME = 60

const suggestedName = ({ copyOf, market, mode, tag }: BotForm): string =>
  copyOf !== undefined
    ? `Copy of ${copyOf.name}`
    : botName(market?.instrument.base ?? "", tag, mode === "own" ? undefined : mode)

/** That values come from a backtest of another pair, in words; `undefined` when they don't. */
const testedElsewhere = ({ market, places, testedOn }: BotForm): string | undefined => {
  if (testedOn === undefined || market === undefined) return undefined
  const traded = places.some((place) => place.market.symbol === testedOn)
  return (
    `These values were tested on ${testedOn}${traded ? "" : ", which is not traded here"}. ` +
    `On ${market.symbol} nobody has tried them: backtest them there first.`
  )
}

/** Strategy, market, values, amount; beside it the ladder on the candles, the last 30 days, and what will happen. */
export const NewBotForm = ({
  exchanges,
  places,
  strategies
}: {
  exchanges: ReadonlyArray<Exchange>
  places: ReadonlyArray<Place>
  strategies: ReadonlyArray<StrategyView>
}) => {
  const { data: risk } = useQuery(riskLimits)
  const { data: others } = useQuery(bots)
  const form = useBotForm(strategies, places, risk?.limits, exchanges, undefined, others)
  const [name, setName] = useState<string>()
  const { main, market, place, settings, verdict } = form
  const exchange = exchanges.find(({ id }) => id === place?.venue)
  useFollowed(exchange?.onDemand === true, place?.venue, market?.symbol)
  // Only where there is an account can a bot trade.
  const searched = exchanges.filter(({ accounts, onDemand }) => onDemand === true && accounts.length > 0)
  const named = new Map(exchanges.map(({ id, name: title }) => [id, title]))
  const nameOf = ({ market: one, venue }: Place) =>
    exchanges.filter(({ accounts }) => accounts.length > 0).length > 1
      ? `${one.symbol} · ${named.get(venue) ?? venue}`
      : one.symbol
  const counted = main?.unit === "BASE" ? market?.instrument.base : market?.instrument.quote
  // What is bought is counted in one and paid in the other.
  const unit = main?.name === "investment" ? counted : (verdict?.commits[0]?.asset ?? counted)
  const { account } = form
  const held = account?.balances ?? []
  const free = held.length === 0 ? undefined : (held.find(({ asset }) => asset === unit)?.uncommitted ?? "0")
  const freeText = free === undefined ? "" : `${atMost(free, unit === market?.instrument.base ? 8 : 2)} ${unit}`
  const lacking = verdict?.lacking
  // What an order size has to do with the balance is for the exchange to say; an investment must be there.
  const short = main?.name === "investment" && free !== undefined && compare(form.amount ?? "0", free) > 0
  const missing =
    short && !form.buysLacking
      ? `You have ${freeText} free.${lacking === undefined ? "" : " Buy what is lacking first, or give less."}`
      : undefined
  const amountProblem = form.amountProblem ?? missing
  const make = useMutation({
    mutationFn: makeBot,
    onSuccess: (botId) => location.assign(`/app/bots/?id=${encodeURIComponent(botId)}`)
  })
  const { commit, forget, said } = useCommitment()
  const problems = useMemo(() => ({ ...refusedFields(make.error), ...form.problems }), [make.error, form.problems])
  const suggested = unusedName(suggestedName(form), new Set(others?.map((bot) => bot.name)), LONGEST_NAME)
  const tested = testedElsewhere(form)
  const ready =
    verdict?.sentence !== undefined &&
    !form.waiting &&
    amountProblem === undefined &&
    !make.isPending &&
    settings !== undefined &&
    account !== undefined
  const cantStart = verdict?.cantStart !== undefined || account?.environment === "LIVE"
  const submit = (start: boolean) => {
    if (
      (start && cantStart) ||
      !ready ||
      settings === undefined ||
      place === undefined ||
      verdict === undefined ||
      account === undefined
    )
      return
    const made = {
      name: name?.trim() || suggested,
      connection: account.id,
      symbol: place.market.symbol,
      settings,
      start,
      ...(form.copyOf?.risk !== undefined && { risk: form.copyOf.risk })
    }
    const asked = JSON.stringify([account.id, place.market.symbol, settings])
    void commit(asked, verdict.commits, freeOn(account), () => make.mutate(made))
  }
  if (place === undefined || market === undefined)
    return (
      <StrategyWithoutMarket form={form} strategies={strategies}>
        No exchange here offers a market that this strategy trades. Choose another strategy.
      </StrategyWithoutMarket>
    )
  const elsewhere = main && problems[main.name]
  return (
    <form
      className="form-columns"
      onChange={() => {
        if (make.error !== null) make.reset()
        forget()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        submit(true)
      }}
    >
      <div className="panel">
        <StrategyStep form={form} strategies={strategies} />
        <AfterPaint height={1_700}>
          <section className="step">
            <h2>Market</h2>
            <MarketChoice
              places={places}
              chosen={place}
              usable={form.strategy?.markets ?? "BOTH"}
              label={`Pair on ${exchange?.name ?? place.venue}`}
              nameOf={nameOf}
              searched={searched}
              onChoose={form.choosePlace}
            />
            <AccountChoice exchanges={exchanges} form={form} />
            {tested !== undefined && (
              <div className="notice" data-tone="warn">
                {tested}
              </div>
            )}
            {problems["symbol"] !== undefined && <p className="problem">{problems["symbol"]}</p>}
          </section>
          <BelowScreen height={1_400}>
            <ValuesStep form={form} problems={problems} />
            <AfterPaint>
              <section className="step">
                <h2>Amount and name</h2>
                <div className="fields">
                  <AmountField
                    form={form}
                    problem={amountProblem ?? elsewhere}
                    {...(free !== undefined && {
                      help: `You have ${freeText} free.`
                    })}
                  />
                  {free !== undefined && compare(free, "0") > 0 && main?.name === "investment" && (
                    <button
                      type="button"
                      className="button"
                      data-testid="use-all"
                      onClick={() => {
                        form.changeAmount(free)
                        forget()
                      }}
                    >
                      Use all
                    </button>
                  )}
                  {lacking !== undefined && (
                    <label className="check" data-testid="buy-lacking">
                      <input
                        type="checkbox"
                        checked={form.buysLacking}
                        onChange={({ currentTarget: { checked } }) => form.buyLacking(checked)}
                      />
                      <span>
                        Buy {trimmed(lacking.amount)} {market.instrument.base} at market first (about{" "}
                        {fixed(lacking.cost, 2)} {market.instrument.quote} with fee)
                        {settings !== undefined && "fundDips" in settings && settings.fundDips === "AT_START" && (
                          <span className="help">
                            As the buys are funded at the start, part of it is sold again at once: fund them on sells to
                            save those fees.
                          </span>
                        )}
                      </span>
                    </label>
                  )}
                  <TextField
                    id="bot-name"
                    label="Name"
                    maxLength={LONGEST_NAME}
                    value={name ?? suggested}
                    onChange={setName}
                  />
                </div>
              </section>
            </AfterPaint>
          </BelowScreen>
        </AfterPaint>
      </div>
      <div className="stack form-side">
        <BelowScreen height={900}>
          <SettingsPreview form={form} place={place} moving>
            {market.past !== undefined && (
              <PastNotice
                past={market.past}
                words={`Presets and curves are a guess until it is there: they are worked out from what has come of its last ${market.past.days.toFixed(1)} days.`}
              />
            )}
          </SettingsPreview>
          <AfterPaint>
            <section className="panel last-line" aria-label="What will happen">
              <VerdictWords
                verdict={verdict}
                words={
                  (missing !== undefined && lacking !== undefined
                    ? `Something is missing: ${trimmed(lacking.amount)} ${market.instrument.base}. Have it bought first, beside the amount, or give less.`
                    : undefined) ??
                  verdict?.sentence ??
                  (Object.keys(problems).length > 0
                    ? "Something can't work yet; it is marked where it is."
                    : market.lastPrice === undefined
                      ? "What will happen can be said once there is a first price."
                      : "Working out what will happen …")
                }
              />
              {tested !== undefined && (
                <p className="warn" data-testid="tested-elsewhere">
                  {tested}
                </p>
              )}
              {form.copyOf?.risk !== undefined && (
                <p className="soft" data-testid="copied-limits">
                  It gets the same risk limits of its own as {form.copyOf.name}.
                </p>
              )}
              {said !== undefined && (
                <p className={said.asks ? "warn" : "problem"} role="status" data-testid="commitment">
                  {said.words}
                </p>
              )}
              {make.error !== null && <p className="problem">{sentenceOf(make.error)}</p>}
              <MakeButtons
                title={form.testedOn === undefined ? "Start the bot" : `Start on ${market.symbol}`}
                making={make.isPending}
                ready={ready}
                cantStart={cantStart}
                rehearsedFirst={account?.environment === "LIVE"}
                save={() => submit(false)}
                backtest={
                  settings === undefined || verdict?.sentence === undefined
                    ? undefined
                    : () =>
                        carryTo("/app/backtest/", {
                          venue: place.venue,
                          symbol: market.symbol,
                          settings,
                          ...(account !== undefined && { options: { terms: account.terms } })
                        })
                }
              />
            </section>
          </AfterPaint>
        </BelowScreen>
      </div>
    </form>
  )
}
