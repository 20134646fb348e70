import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { compare, dividedBy, times } from "@tradetower/domain/number"
import type { Exchange, Field, Market, Preset } from "../../client/contract.ts"
import { makeBot } from "../../client/make-bot.ts"
import { forAmount, REFERENCE } from "../form/preset.ts"
import { Problem, sentenceOf } from "../../client/problem.ts"
import { bots, presets, strategies } from "../../client/queries.ts"
import { spreadWords, tooFewDays } from "../form/spread-words.ts"
import { botName, strategyWord, termWords } from "../../words/words.ts"
import { atMost, fixed, signed, trimmed } from "../../format/number.ts"
import { numberOf, refusal } from "../../format/typed.ts"
import { NumberInput } from "../form/NumberInput.tsx"
import { freeOn, useCommitment } from "../form/use-commitment.ts"
import { enoughPast, PastNotice } from "../form/PastNotice.tsx"
import { useUnfitPresets } from "./use-unfit-presets.ts"
import { Percent, Result } from "../parts/Result.tsx"
import { Sparkline } from "../parts/Sparkline.tsx"
import { Failed, Loading } from "../parts/Missing.tsx"

/** A ladder and an averaging bot are offered, each as what trades the market's kind. */
const offered = {
  SPOT: { ladder: "GRID", averaging: "DCA" },
  FUTURES: { ladder: "FUTURES_GRID", averaging: "DCA_FUTURES" }
} as const
type Way = keyof (typeof offered)["SPOT"]

const ladderWords: Record<Preset["name"], string> = {
  SHORT_TERM: "The range of about a day in steps as small as fees allow: many trades, left sooner.",
  MID_TERM: "The range of about a week, steps that beat their fees well.",
  LONG_TERM: "The range of about a month: a wide ladder with patient steps."
}
const averagingWords: Record<Preset["name"], string> = {
  SHORT_TERM: "Averages into the dips of a day: small steps, quick exits, and a stop.",
  MID_TERM: "Averages into the dips of a week, exits on an ordinary rise.",
  LONG_TERM: "Averages into a month's fall: deep, wide steps and a larger target."
}

const Card = ({
  preset,
  words,
  chosen,
  amount,
  unfit,
  unit,
  onChoose
}: {
  preset: Preset
  words: string
  chosen: boolean
  amount: string | undefined
  /** Why it can't work with the amount that was typed. */
  unfit: string | undefined
  unit: string
  onChoose: () => void
}) => {
  const { lately, spread } = preset
  const made =
    lately === undefined || amount === undefined ? undefined : dividedBy(times(lately.percent, amount), "100", 2)
  return (
    <label
      className="preset"
      data-chosen={chosen}
      data-unfit={unfit !== undefined}
      data-testid={`preset-${preset.name}`}
    >
      <input
        type="radio"
        name="preset"
        className="unseen"
        checked={chosen}
        disabled={unfit !== undefined}
        onChange={onChoose}
      />
      <span className="preset-head">
        <strong>{termWords[preset.name]}</strong>
        {lately !== undefined && <small className="soft">last {trimmed(lately.days, 1)} days</small>}
      </span>
      <span className="soft">{unfit ?? words}</span>
      {lately === undefined ? (
        <span className="preset-none soft">{tooFewDays}</span>
      ) : (
        <>
          <Sparkline
            filled
            width={280}
            height={64}
            points={lately.curve.map(([at, value]) => ({
              at,
              value: Number(value) - Number(lately.curve[0]?.[1] ?? 0)
            }))}
            label={`Would have made ${signed(lately.percent)} % in ${lately.days} days`}
          />
          <span className="preset-result">
            {made === undefined ? (
              <Percent value={lately.percent} />
            ) : (
              <Result value={made} percent={lately.percent} unit={unit} />
            )}
          </span>
          <span className="preset-facts">
            <span>
              <small className="soft">Holding</small>
              <Percent value={lately.holdingPercent} />
            </span>
            <span>
              <small className="soft">Max drawdown</small>
              <span className="figure">
                {fixed(lately.maxDrawdownPercent, 2)}
                {"\u202f"}%
              </span>
            </span>
            <span>
              <small className="soft">Round trips</small>
              <span className="figure">{lately.roundTrips}</span>
            </span>
          </span>
          {spread !== undefined && (
            <small className="soft" data-testid="spread">
              {spreadWords(spread)}
            </small>
          )}
        </>
      )}
    </label>
  )
}

/** Makes a preset's bot with this amount, running. */
const startBot = (
  connection: string,
  market: Market,
  chosen: Preset,
  fields: ReadonlyArray<Field>,
  amount: string
): Promise<string> =>
  makeBot({
    name: botName(market.instrument.base, chosen.settings._tag, chosen.name),
    connection,
    symbol: market.symbol,
    settings: forAmount(chosen.settings, fields, amount),
    start: true
  })

/** Three ready-made bots for a running market: choose one, give an amount, start. */
export const PresetOffer = ({ on, market }: { on: Exchange; market: Market }) => {
  const venue = on.id
  const account = on.accounts.find(({ environment }) => environment === "PAPER")
  const [way, setWay] = useState<Way>("ladder")
  const [chosen, setChosen] = useState<Preset["name"]>("MID_TERM")
  const [typed, setText] = useState<string>()
  const client = useQueryClient()
  const known = useQuery(strategies)
  const choices = offered[market.instrument.kind]
  const strategy = choices[way]
  const words = way === "ladder" ? ladderWords : averagingWords
  const fields = known.data?.find((one) => one.strategy === strategy)?.fields
  const { past } = market
  const enough = enoughPast(past)
  const asked = useQuery({
    ...presets(venue, market.symbol, strategy, REFERENCE, { connection: account?.id, days: past?.days }),
    enabled: enough,
    // Only the days may differ: never another strategy's or market's.
    placeholderData: (before, query) =>
      query?.queryKey.slice(0, 6).join() === ["presets", venue, market.symbol, strategy, REFERENCE, account?.id].join()
        ? before
        : undefined
  })
  const unit = market.instrument.quote
  const free = freeOn(account)?.find(({ asset }) => asset === unit)?.amount
  // It proposes no more than is free.
  const text = typed ?? (free !== undefined && compare(free, REFERENCE) < 0 ? (free.split(".")[0] ?? "0") : REFERENCE)
  const amount = numberOf(text)
  const preset = asked.data?.find(({ name }) => name === chosen)
  const unfit = useUnfitPresets(market, asked.data, fields, text === REFERENCE ? undefined : amount, account?.terms)
  const start = useMutation({
    mutationFn: (value: { readonly preset: Preset; readonly fields: ReadonlyArray<Field>; readonly amount: string }) =>
      startBot(account?.id ?? "paper", market, value.preset, value.fields, value.amount),
    onSuccess: (botId) => {
      void client.invalidateQueries({ queryKey: bots.queryKey })
      location.assign(`/app/bots/?id=${encodeURIComponent(botId)}`)
    }
  })
  const { commit, forget, said } = useCommitment()
  const question = said?.asks === true ? said.words : undefined
  const problem =
    amount === undefined
      ? (refusal(text) ?? "Write an amount, such as 1000.")
      : compare(amount, "0") <= 0
        ? "The amount must be more than nothing."
        : unfit[chosen] !== undefined
          ? `The ${termWords[chosen].toLowerCase()} bot can't work with so little. Give more, or choose another.`
          : said?.asks === false
            ? said.words
            : free !== undefined && compare(amount, free) > 0
              ? `This needs ${trimmed(amount, 2)} ${unit}, and ${atMost(free, 2)} ${unit} is free.`
              : start.error instanceof Problem
                ? (start.error.fields[0]?.message ?? start.error.message)
                : start.error !== null
                  ? sentenceOf(start.error)
                  : undefined
  return (
    <section className="panel preset-offer" aria-labelledby="offer-title">
      <header>
        <h2 id="offer-title">Three bots, ready for {market.symbol}</h2>
        <span className="spread" />
        <div className="segments" role="group" aria-label="Strategy">
          {(["ladder", "averaging"] as const).map((one) => (
            <button key={one} type="button" aria-pressed={way === one} onClick={() => setWay(one)}>
              {strategyWord(choices[one])}
            </button>
          ))}
        </div>
      </header>
      {past !== undefined && (
        <PastNotice
          past={past}
          words={
            enough
              ? `Until it is there, these are worked out from what has come of its last ${past.days.toFixed(1)} days.`
              : "The bots come as soon as a week of it is there."
          }
        />
      )}
      {asked.isError && asked.data === undefined ? (
        <Failed what="The presets can't be shown" error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <fieldset className="presets">
          <legend className="unseen">Preset</legend>
          {asked.data === undefined
            ? [0, 1, 2].map((i) => <Loading key={i} height={248} />)
            : asked.data.map((one) => (
                <Card
                  key={one.name}
                  preset={one}
                  words={words[one.name]}
                  chosen={one.name === chosen}
                  unfit={unfit[one.name]}
                  amount={problem === undefined || start.error !== null ? amount : undefined}
                  unit={unit}
                  onChoose={() => setChosen(one.name)}
                />
              ))}
        </fieldset>
      )}
      <form
        className="preset-offer-start"
        onSubmit={(event) => {
          event.preventDefault()
          if (preset === undefined || amount === undefined || fields === undefined) return
          start.reset()
          const asked = [market.symbol, strategy, chosen, amount].join()
          void commit(asked, [{ asset: unit, amount }], freeOn(account), () => start.mutate({ preset, fields, amount }))
        }}
      >
        <label className="field amount">
          <span className="unseen">Amount in {unit}</span>
          <span className="input" data-bad={problem !== undefined}>
            <NumberInput
              unit={unit}
              data-testid="amount"
              value={text}
              aria-invalid={problem !== undefined}
              aria-describedby="offer-problem"
              onChange={(value) => {
                setText(value)
                start.reset()
                forget()
              }}
            />
            <span className="unit">{unit}</span>
          </span>
        </label>
        <button
          type="submit"
          className="button primary large"
          data-testid={`start-preset-${chosen}`}
          disabled={
            preset === undefined ||
            amount === undefined ||
            start.isPending ||
            fields === undefined ||
            (problem !== undefined && start.error === null)
          }
        >
          {start.isPending ? "Starting …" : `Start the ${termWords[chosen].toLowerCase()} bot`}
        </button>
        <p
          id="offer-problem"
          className={problem !== undefined ? "problem" : question !== undefined ? "warn" : "soft"}
          aria-live="polite"
        >
          {problem ??
            question ??
            `Paper money: orders are matched against the market's prices, nothing real is at stake.`}
        </p>
      </form>
    </section>
  )
}
