import { fieldsOf, strategies } from "@tradetower/domain"
import { useMutation, useQuery } from "@tanstack/react-query"
import { useMemo, useState } from "react"
import { ask } from "../client/ask.ts"
import type { Exchange, Market, Preset, Settings } from "../client/contract.ts"
import { forAmount, REFERENCE } from "../client/preset.ts"
import { Problem, sentenceOf } from "../client/problem.ts"
import { exchanges, presets } from "../client/queries.ts"
import { termWords } from "../client/words.ts"
import { Candles } from "../components/Candles.tsx"
import { judge } from "../components/form/check.ts"
import { type Draft, draftOf, readDraft } from "../components/form/draft.ts"
import { SettingsFields } from "../components/form/Fields.tsx"
import { Lately } from "../components/form/Lately.tsx"
import { StrategyChoice } from "../components/form/StrategyChoice.tsx"
import { useTryOut } from "../components/form/use-try-out.ts"
import { Frame } from "../components/Frame.tsx"
import { Failed, Loading } from "../components/States.tsx"
import { compare } from "../format/decimal.ts"
import { fixed, typed } from "../format/number.ts"

type Mode = Preset["name"] | "own"

const modes: ReadonlyArray<readonly [Mode, string]> = [
  ["SHORT_TERM", termWords.SHORT_TERM],
  ["MID_TERM", termWords.MID_TERM],
  ["LONG_TERM", termWords.LONG_TERM],
  ["own", "Own values"]
]

const create = async (
  payload: { readonly name: string; readonly exchange: string; readonly symbol: string; readonly settings: Settings },
  start: boolean
): Promise<string> => {
  const bot = await ask("POST /bots", { payload })
  if (start) await ask("POST /bots/:botId/start", { params: { botId: bot.id } })
  return bot.id
}

const Maker = ({ exchange, first }: { exchange: Exchange; first: Market }) => {
  const [tag, setTag] = useState<Settings["_tag"]>("GRID")
  const [symbol, setSymbol] = useState<string>(first.symbol)
  const [mode, setMode] = useState<Mode>("MID_TERM")
  const [amountText, setAmountText] = useState("1,000")
  const [own, setOwn] = useState<Draft>()
  const [name, setName] = useState<string>()
  const market = exchange.markets.find((one) => one.symbol === symbol) ?? first
  const unit = market.instrument.quote
  const free = exchange.balances.find(({ asset }) => asset === unit)?.free
  const amount = typed(amountText)
  const amountProblem =
    amount === undefined || compare(amount, "0") <= 0
      ? "Write an amount above nothing, such as 1,000."
      : free !== undefined && compare(amount, free) > 0
        ? `You have ${fixed(free, 2)} ${unit} free.`
        : undefined
  const asked = useQuery(presets(exchange.id, market.symbol, tag, REFERENCE))
  const fields = useMemo(() => fieldsOf(tag), [tag])
  const preset = asked.data?.find((one) => one.name === (mode === "own" ? "MID_TERM" : mode))
  const draft = useMemo(
    () =>
      mode === "own" && own?.strategy === tag
        ? own
        : preset && draftOf(forAmount(preset.settings, amount ?? REFERENCE)),
    [mode, own, tag, preset, amount]
  )

  const read = useMemo(
    () =>
      draft === undefined || amount === undefined
        ? undefined
        : readDraft(fields, { ...draft, values: { ...draft.values, investment: amount } }),
    [draft, amount, fields]
  )
  const verdict = useMemo(
    () => (read?.settings === undefined ? undefined : judge(market, read.settings)),
    [read, market]
  )
  const tried = useTryOut(
    exchange.id,
    market,
    mode === "own" && verdict?.sentence !== undefined ? read?.settings : undefined
  )
  const make = useMutation({
    mutationFn: (value: { readonly settings: Settings; readonly start: boolean }) =>
      create(
        { name: name?.trim() || suggested, exchange: exchange.id, symbol: market.symbol, settings: value.settings },
        value.start
      ),
    onSuccess: (botId) => location.assign(`/app/bots/?id=${encodeURIComponent(botId)}`)
  })
  const suggested = `${market.instrument.base} ${strategies[tag].title.toLowerCase()}${mode === "own" ? "" : `, ${termWords[mode].toLowerCase()}`}`
  const refused = make.error instanceof Problem ? make.error.fields : []
  const problems = {
    ...Object.fromEntries(refused.map(({ field, message }) => [field.replace(/^settings\./, ""), message])),
    ...read?.problems,
    ...verdict?.problems
  }
  const elsewhere = problems["investment"]
  const ready =
    verdict?.sentence !== undefined && amountProblem === undefined && !make.isPending && read?.settings !== undefined
  const submit = (start: boolean) => {
    if (ready && read?.settings !== undefined) make.mutate({ settings: read.settings, start })
  }

  return (
    <form
      className="maker"
      onSubmit={(event) => {
        event.preventDefault()
        submit(true)
      }}
    >
      <div className="panel">
        <section className="step">
          <h2>Strategy</h2>
          <StrategyChoice chosen={tag} onChoose={setTag} />
        </section>
        <section className="step">
          <h2>Market</h2>
          <div className="fields">
            <div className="field">
              <label htmlFor="market">Pair on {exchange.name}</label>
              <span className="input">
                <select id="market" value={market.symbol} onChange={(event) => setSymbol(event.currentTarget.value)}>
                  {exchange.markets.map((one) => (
                    <option key={one.symbol} value={one.symbol}>
                      {one.symbol}
                    </option>
                  ))}
                </select>
              </span>
            </div>
          </div>
        </section>
        <section className="step">
          <h2>Values</h2>
          <div className="segments" role="group" aria-label="Preset or own values">
            {modes.map(([one, title]) => (
              <button
                key={one}
                type="button"
                aria-pressed={mode === one}
                data-testid={`mode-${one}`}
                onClick={() => {
                  if (one === "own" && draft !== undefined) setOwn(draft)
                  setMode(one)
                  make.reset()
                }}
              >
                {title}
              </button>
            ))}
          </div>
          {asked.isError && asked.data === undefined ? (
            <Failed what="The presets can't be shown" error={asked.error} retry={() => void asked.refetch()} />
          ) : draft === undefined ? (
            <Loading height={320} />
          ) : (
            <SettingsFields
              fields={fields}
              draft={draft}
              problems={problems}
              instrument={market.instrument}
              without={["investment"]}
              onDraft={(next) => {
                setOwn(next)
                setMode("own")
                make.reset()
              }}
            />
          )}
        </section>
        <section className="step">
          <h2>Amount and name</h2>
          <div className="fields">
            <div className="field">
              <label htmlFor="amount">It may use at the most</label>
              <span className="input" data-bad={(amountProblem ?? elsewhere) !== undefined}>
                <input
                  id="amount"
                  inputMode="decimal"
                  autoComplete="off"
                  data-testid="amount"
                  value={amountText}
                  aria-describedby="amount-help"
                  onChange={(event) => {
                    setAmountText(event.currentTarget.value)
                    make.reset()
                  }}
                />
                <span className="unit">{unit}</span>
              </span>
              <p id="amount-help" className={(amountProblem ?? elsewhere) === undefined ? "help" : "problem"}>
                {amountProblem ?? elsewhere ?? (free !== undefined && `You have ${fixed(free, 2)} ${unit} free.`)}
              </p>
            </div>
            <div className="field">
              <label htmlFor="bot-name">Name</label>
              <span className="input">
                <input
                  id="bot-name"
                  maxLength={60}
                  value={name ?? suggested}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
              </span>
            </div>
          </div>
        </section>
      </div>
      <div className="stack maker-side">
        <Candles
          key={market.symbol}
          exchange={exchange.id}
          market={market}
          lines={verdict?.lines ?? []}
          wholeLadder
          initial="15m"
        />
        {mode !== "own" && preset?.lately !== undefined && (
          <Lately lately={preset.lately} amount={amount ?? REFERENCE} unit={unit} />
        )}
        {mode === "own" && tried !== undefined && (
          <Lately lately={tried} amount={REFERENCE} unit={unit} note="tried on candles of 15 minutes" />
        )}
        <section className="panel last-line" aria-label="What will happen">
          {verdict?.levelProblem !== undefined && <p className="warn">{verdict.levelProblem}</p>}
          <p data-testid="what-happens" aria-live="polite">
            {verdict?.sentence ??
              (Object.keys(problems).length > 0
                ? "Something can't work yet; it is marked where it is."
                : "Working out what will happen …")}
          </p>
          {make.error !== null && <p className="problem">{sentenceOf(make.error)}</p>}
          <div className="row">
            <button type="submit" className="button primary large" data-testid="create-bot" disabled={!ready}>
              {make.isPending ? "Starting …" : "Start the bot"}
            </button>
            <button type="button" className="button large" disabled={!ready} onClick={() => submit(false)}>
              Save without starting
            </button>
          </div>
        </section>
      </div>
    </form>
  )
}

const Content = () => {
  const known = useQuery(exchanges)
  const exchange = known.data?.[0]
  const market = exchange?.markets[0]
  if (exchange !== undefined && market !== undefined) return <Maker exchange={exchange} first={market} />
  return known.isError ? (
    <Failed what="The markets can't be shown" error={known.error} retry={() => void known.refetch()} />
  ) : (
    <Loading height={520} />
  )
}

export default function NewBot() {
  return (
    <Frame>
      <main className="page" id="content">
        <h1>New bot</h1>
        <Content />
      </main>
    </Frame>
  )
}
