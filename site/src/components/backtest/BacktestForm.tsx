import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useStore } from "@nanostores/react"
import { useEffect, useMemo, useState } from "react"
import { times } from "@tradetower/domain/number"
import { ask } from "../../client/ask.ts"
import { carriedHere } from "../../client/carried-settings.ts"
import type { Exchange, Series, StrategyView } from "../../client/contract.ts"
import { Problem, refusedFields } from "../../client/problem.ts"
import { counted, trimmed } from "../../format/number.ts"
import { span } from "../../format/time.ts"
import type { Asks } from "../../worker/asks.ts"
import { askWorker } from "../../worker/ask-worker.ts"
import { useLatest } from "../../worker/use-latest.ts"
import { AfterPaint } from "../parts/AfterPaint.tsx"
import { BelowScreen } from "../parts/BelowScreen.tsx"
import { MarketChoice } from "../form/MarketChoice.tsx"
import { trades, useBotForm } from "../form/use-bot-form.ts"
import { SettingsPreview } from "../form/SettingsPreview.tsx"
import { StrategyStep, StrategyWithoutMarket } from "../form/StrategyStep.tsx"
import { AmountField, ValuesStep } from "../form/ValuesStep.tsx"
import { importedPair } from "./imported-pair.ts"
import { inTier } from "./fee-tier.ts"
import { AxesStep } from "./AxesStep.tsx"
import { type AxisDraft, axisProblem, ladderProblem, MOST_SETS, valuesIn } from "./axis.ts"
import { ConditionsStep } from "./ConditionsStep.tsx"
import { originWords, placesOf } from "./places.ts"
import { type Kind, type Ranking, RunPanel } from "./RunPanel.tsx"
import { useVenueName } from "./use-venue-name.ts"
import { conditionProblems, conditionsOf, narrowed, optionsOf, stretchOf, type There } from "./conditions.ts"

const askRules = (ask: Asks["rules"]["ask"]) => askWorker("rules", ask)

/** Before a market is chosen. */
const NONE: There = { from: 0, to: 0 }

/** Everything a backtest or a sweep needs to know, and the button that begins it. */
export const BacktestForm = ({
  exchanges,
  series,
  strategies
}: {
  exchanges: ReadonlyArray<Exchange>
  series: ReadonlyArray<Series>
  strategies: ReadonlyArray<StrategyView>
}) => {
  const places = placesOf(series, exchanges)
  const venueName = useVenueName({ asks: false })
  const [wanted, setConditions] = useState(() => {
    const carried = carriedHere()
    const there = series.find(({ venue, symbol }) => venue === carried?.venue && symbol === carried.symbol)
    return conditionsOf(carried?.options, carried?.time, there)
  })
  const form = useBotForm(strategies, places, undefined, undefined, wanted.rules)
  const [kind, setKind] = useState<Kind>("ONE")
  const [axes, setAxes] = useState<ReadonlyArray<AxisDraft>>([])
  const [by, setBy] = useState<Ranking>("RETURN")
  const client = useQueryClient()
  const { main, market, place, settings } = form
  const stored = series.find(({ venue, symbol }) => venue === place?.venue && symbol === market?.symbol)
  const there = stored ?? NONE
  const instrument = market?.instrument
  const rules = useLatest(
    askRules,
    useMemo(() => instrument && { instrument }, [instrument])
  )?.answer
  const found = rules?.find(({ name }) => name === wanted.rules)
  // One that was chosen for another market, and that the rules don't have for this one.
  const feeTier = rules !== undefined && found?.tiers[wanted.feeTier - 1] === undefined ? 1 : wanted.feeTier
  const conditions = { ...narrowed(wanted, there), feeTier }
  const byRules = found && inTier(found, feeTier)
  const begin = useMutation({
    mutationFn: async () => {
      if (place === undefined || settings === undefined) throw new Problem(0, "Something is missing above.")
      const payload = {
        venue: place.venue,
        symbol: place.market.symbol,
        ...(place.timeframe !== undefined && { timeframe: place.timeframe }),
        settings,
        ...stretchOf(conditions),
        options: optionsOf(conditions)
      }
      if (kind === "ONE") return `?id=${(await ask("POST /backtests", { payload })).id}`
      return `?sweep=${(await ask("POST /sweeps", { payload: { ...payload, axes, by } })).id}`
    },
    onSuccess: (where) => {
      void client.invalidateQueries()
      location.assign(`/app/backtest/${where}`)
    }
  })
  const imported = useStore(importedPair)
  useEffect(() => {
    const found = places.find(({ venue, market: one }) => venue === "import" && one.symbol === imported)
    if (found === undefined) return
    importedPair.set(undefined)
    const fitting = strategies.find((one) => trades(one, found.market))
    if (form.strategy !== undefined && !trades(form.strategy, found.market) && fitting !== undefined)
      form.chooseStrategy(fitting.strategy)
    form.choosePlace({ venue: found.venue, symbol: found.market.symbol })
    scrollTo({ top: 0 })
  }, [imported, places, strategies, form])
  const problems = useMemo(() => ({ ...refusedFields(begin.error), ...form.problems }), [begin.error, form.problems])
  if (place === undefined || market === undefined)
    return (
      <StrategyWithoutMarket form={form} strategies={strategies}>
        There are no candles yet that this strategy could be tried on. Download or import some below.
      </StrategyWithoutMarket>
    )
  const sets = axes.reduce((product, axis) => product * (valuesIn(axis) ?? 0), axes.length > 0 ? 1 : 0)
  const ready =
    settings !== undefined &&
    form.amountProblem === undefined &&
    Object.keys(conditionProblems(conditions, there)).length === 0 &&
    byRules?.problem === undefined &&
    (kind === "ONE"
      ? Object.keys(form.problems).length === 0
      : sets > 0 &&
        sets <= MOST_SETS &&
        ladderProblem(axes, form.draft?.values ?? {}) === undefined &&
        axes.every((axis) => axisProblem(axis) === undefined)) &&
    !begin.isPending
  const percentOf = (rate: string): string => trimmed(times(rate, "100"), 4)
  return (
    <form
      className="form-columns"
      onChange={() => begin.error !== null && begin.reset()}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) begin.mutate()
      }}
    >
      <div className="panel">
        <StrategyStep form={form} strategies={strategies} />
        <AfterPaint height={1_800}>
          <section className="step">
            <h2>Candles</h2>
            <MarketChoice
              places={places}
              chosen={place}
              usable={form.strategy?.markets ?? "BOTH"}
              label="Pair"
              nameOf={({ venue, market: one }) => `${one.symbol} · ${venueName(venue)}`}
              onChoose={form.choosePlace}
            />
            {form.testedOn !== undefined && (
              <p className="warn">
                The values are from {form.testedOn}, and now go over {market.symbol}.
              </p>
            )}
            {stored !== undefined && (
              <p className="soft">
                {span(stored.to - stored.from)} of {stored.timeframe} candles, {originWords[stored.origin]}
                {stored.gaps.missing > 0 && `; ${counted(stored.gaps.missing, "is missing", "are missing")}`}.
              </p>
            )}
          </section>
          <AfterPaint>
            <ConditionsStep
              conditions={conditions}
              there={there}
              rules={
                rules ?? [
                  { name: "paper", title: "", meaning: [], of: "CRYPTO", tiers: [], instrument: market.instrument }
                ]
              }
              accounts={exchanges.flatMap(({ accounts }) => accounts)}
              makerFee={percentOf((byRules ?? market).instrument.makerFeeRate)}
              takerFee={percentOf((byRules ?? market).instrument.takerFeeRate)}
              onChange={setConditions}
            />
            <BelowScreen height={1_300}>
              <ValuesStep form={form} problems={problems} />
              {kind === "SWEEP" && <AxesStep form={form} axes={axes} onChange={setAxes} />}
              <section className="step">
                <h2>Amount</h2>
                <div className="fields">
                  <AmountField form={form} problem={form.amountProblem ?? (main && problems[main.name])} />
                </div>
              </section>
            </BelowScreen>
          </AfterPaint>
        </AfterPaint>
      </div>
      <div className="stack form-side">
        <BelowScreen height={900}>
          <SettingsPreview form={form} place={place} moving={place.offered === true} />
          <RunPanel
            kind={kind}
            onKind={setKind}
            by={by}
            onBy={setBy}
            ofPreset={form.mode !== "own"}
            sets={axes.length === 0 ? undefined : sets}
            ready={ready}
            begins={begin.isPending}
            error={begin.error}
          />
        </BelowScreen>
      </div>
    </form>
  )
}
