import type { Place } from "./place.ts"
import { queryOptions, useQuery } from "@tanstack/react-query"
import { useCallback, useMemo, useState } from "react"
import { compare, cut, fromUnits, plus } from "@tradetower/domain/number"
import { carriedHere } from "../../client/carried-settings.ts"
import type {
  Bot,
  Connection,
  Exchange,
  Market,
  Preset,
  RiskLimits,
  Settings,
  StrategyView
} from "../../client/contract.ts"
import { amountField, forAmount, REFERENCE, textOf } from "./preset.ts"
import { pairIn } from "../../client/pair-here.ts"
import { refusedFields } from "../../client/problem.ts"
import { presets } from "../../client/queries.ts"
import { numberOf, refusal } from "../../format/typed.ts"
import { askWorker } from "../../worker/ask-worker.ts"
import { type Draft, draftOf, fieldsOn, kindOf, readDraft } from "./draft.ts"
import { takeInMonth } from "./last-month.ts"
import { useVerdict } from "./use-verdict.ts"

/** Values of a preset, or the trader's own. */
export type Mode = Preset["name"] | "own"

/** Presets for candles of the trader's own, or by rules that no account here has. */
const ownPresets = (place: Place, strategy: Settings["_tag"], terms: Connection["terms"] = "paper") =>
  queryOptions({
    queryKey: ["presets", place.venue, place.market.symbol, strategy, "own", terms],
    queryFn: async ({ signal }) => {
      const { series } = await takeInMonth(place, signal)
      const { instrument } = place.market
      return askWorker("presets", { series, instrument, strategy, investment: REFERENCE, terms })
    },
    staleTime: Infinity
  })

/** What is proposed where so much is free: no more than that, unless so little is there that it is no bot's. */
const affordable = (wanted: string, free: string | undefined): string =>
  free === undefined || wanted === "" || compare(free, wanted) >= 0 || compare(plus(free, free), wanted) < 0
    ? wanted
    : trimmedDown(free)

/** Cut to eight decimals, as assets are counted; never more than it is. */
const trimmedDown = (text: string): string => fromUnits(cut(text, 8), 8)

/** Whether a strategy can trade a market. */
export const trades = (strategy: StrategyView, market: Market): boolean =>
  strategy.markets === "BOTH" || strategy.markets === market.instrument.kind

const noAccounts: Exchange["accounts"] = []
const noBots: ReadonlyArray<Bot> = []

/**
 * A strategy, a market and values, as they are being chosen: what the pages New bot and Backtest share. `limits`: what
 * the trader allows, where that counts; `exchanges`: what is free where, when that counts; `rules`: by whose it is tried,
 * where it trades through no account; `bots`: which others there are, where that counts.
 */
export const useBotForm = (
  strategies: ReadonlyArray<StrategyView>,
  places: ReadonlyArray<Place>,
  limits?: RiskLimits["limits"],
  exchanges: ReadonlyArray<Exchange> = [],
  rules?: Connection["terms"],
  bots: ReadonlyArray<Bot> = noBots
) => {
  const [carried] = useState(carriedHere)
  const [named] = useState(() => pairIn(location.search))
  const [tag, setTag] = useState<Settings["_tag"]>(
    carried?.settings._tag ?? strategies.find(({ strategy }) => strategy === named?.strategy)?.strategy ?? "GRID"
  )
  const [wanted, setWanted] = useState(carried === undefined ? named : { venue: carried.venue, symbol: carried.symbol })
  const [accountId, chooseAccount] = useState(carried?.connection)
  const [mode, setMode] = useState<Mode>(carried === undefined ? "MID_TERM" : "own")
  const strategy = strategies.find((one) => one.strategy === tag) ?? strategies[0]
  const fitting = places.filter(({ market }) => strategy === undefined || trades(strategy, market))
  const place =
    fitting.find(({ venue, market }) => venue === wanted?.venue && market.symbol === wanted.symbol) ??
    fitting.find(({ market }) => market.symbol === wanted?.symbol) ??
    fitting[0]
  const market = place?.market
  const kind = market && kindOf(market.instrument)
  const fields = useMemo(() => fieldsOn(strategy?.fields ?? [], kind), [strategy, kind])
  const main = useMemo(() => amountField(fields), [fields])
  // What is bought first stands beside the amount it is part of.
  const values = useMemo(() => fields.filter((field) => field !== main && field.name !== "buyFirst"), [fields, main])
  const [own, setOwn] = useState<Draft | undefined>(() => carried && draftOf(carried.settings, fields))
  const [amounts, setAmounts] = useState<Readonly<Record<string, string>>>(() => {
    const amount = carried && main && textOf(carried.settings, main.name)
    return amount === undefined ? {} : { [carried?.settings._tag ?? ""]: amount }
  })
  const tested =
    mode === "own" && own !== undefined && own.strategy === carried?.settings._tag && carried.copyOf === undefined
      ? carried.symbol
      : undefined

  const accounts = exchanges.find(({ id }) => id === place?.venue)?.accounts ?? noAccounts
  const account =
    accounts.find(({ id }) => id === accountId) ??
    // Of values that were tested: one by the same rules.
    accounts.find(({ terms }) => terms === carried?.options?.terms) ??
    accounts[0]
  const asked = useQuery({
    ...(place !== undefined && (place.offered === false || (rules !== undefined && rules !== "paper"))
      ? ownPresets(place, tag, rules)
      : presets(place?.venue ?? "", market?.symbol ?? "", tag, REFERENCE, { connection: account?.id })),
    enabled: market !== undefined && strategy !== undefined
  })
  const preset = asked.data?.find((one) => one.name === (mode === "own" ? "MID_TERM" : mode))
  const presetAmount = preset && main && textOf(preset.settings, main.name)
  const balances = account?.balances
  const freeOf = (asset: string | undefined): string | undefined =>
    balances === undefined || balances.length === 0
      ? undefined
      : (balances.find((one) => one.asset === asset)?.uncommitted ?? "0")
  const freeBase = freeOf(market?.instrument.base)
  const amountText =
    amounts[tag] ??
    (main?.unit === "QUOTE"
      ? affordable(REFERENCE, freeOf(market?.instrument.quote))
      : affordable(presetAmount ?? "", freeBase))
  const amount = numberOf(amountText)
  const anchors = useMemo(() => (preset === undefined ? undefined : draftOf(preset.settings, fields)), [preset, fields])
  // Of the last verdict: whether so much works in fractions of shares alone. Values of the trader's own say it themselves.
  const [splits, setSplits] = useState<boolean>()
  const maySplit = fields.some(({ name }) => name === "fractions")
  const draft = useMemo(() => {
    if (mode === "own" && own?.strategy === tag) return own
    if (preset === undefined) return undefined
    const found = draftOf(amount === undefined ? preset.settings : forAmount(preset.settings, fields, amount), fields)
    return maySplit && splits !== undefined ? { ...found, values: { ...found.values, fractions: splits } } : found
  }, [mode, own, tag, preset, amount, fields, maySplit, splits])
  const read = useMemo(
    () =>
      draft === undefined || amount === undefined || main === undefined
        ? undefined
        : readDraft(fields, { ...draft, values: { ...draft.values, [main.name]: amount } }),
    [draft, amount, fields, main]
  )
  const buysFirst = fields.some(({ name }) => name === "buyFirst")
  const [buysLacking, setBuysLacking] = useState(false)
  // Of the last verdict on the same strategy; a newer amount is judged again.
  const [lacking, setLacking] = useState<string>()
  const settings = useMemo(
    () =>
      read?.settings !== undefined && buysFirst && buysLacking && lacking !== undefined
        ? { ...read.settings, buyFirst: lacking }
        : read?.settings,
    [read, buysFirst, buysLacking, lacking]
  )
  const by = account ?? (rules === undefined ? undefined : { terms: rules })
  const beside = bots.find(
    ({ connection, run, symbol }) => run?.live === true && connection === account?.id && symbol === market?.symbol
  )
  const { verdict, waiting } = useVerdict(market, settings, limits, freeBase, by, beside?.name)
  if (!waiting && verdict !== undefined && verdict.lacking?.amount !== lacking) setLacking(verdict.lacking?.amount)
  if (!waiting && verdict?.splits !== undefined && verdict.splits !== splits) setSplits(verdict.splits)
  return {
    /** Through which it would trade, and which others could. */
    account,
    /** By whose rules it is judged and tried. */
    terms: by?.terms,
    accounts,
    chooseAccount,
    strategies,
    places,
    strategy,
    tag,
    fields,
    /** The setting that says how much it uses, and all others. */
    main,
    values,
    place,
    market,
    /** The pair carried values were tried on, where it is not the one chosen. */
    copyOf: carried?.copyOf,
    testedOn: tested === market?.symbol ? undefined : tested,
    mode,
    preset,
    presets: asked,
    anchors: anchors?.values,
    draft,
    settings,
    verdict,
    waiting,
    /** The trader has what is lacking bought at market first. */
    buysLacking: buysLacking && lacking !== undefined,
    buyLacking: setBuysLacking,
    amount,
    amountText,
    /** The amount, and the one the preset was asked for at. */
    scale: amount === undefined || presetAmount === undefined ? undefined : { amount, of: presetAmount },
    amountProblem:
      refusal(amountText) ??
      (amount === undefined || compare(amount, "0") <= 0 ? "Write an amount above 0, such as 1000." : undefined),
    problems: useMemo(
      () => ({ ...refusedFields(asked.error), ...read?.problems, ...verdict?.problems }),
      [asked.error, read?.problems, verdict?.problems]
    ),
    chooseStrategy: useCallback(
      (next: Settings["_tag"]) => {
        setTag(next)
        // Own values of one strategy are no values of another.
        if (mode === "own" && own?.strategy !== next) setMode("MID_TERM")
      },
      [mode, own?.strategy]
    ),
    choosePlace: setWanted,
    chooseMode: (next: Mode) => {
      if (next === "own" && draft !== undefined) setOwn(draft)
      setMode(next)
    },
    change: useCallback((next: Draft) => {
      setOwn(next)
      setMode("own")
    }, []),
    changeAmount: (text: string) => setAmounts({ ...amounts, [tag]: text })
  }
}
export type BotForm = ReturnType<typeof useBotForm>
