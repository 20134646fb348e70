import type { PresetView } from "@tradetower/api/contract"
import type {
  CandlesRead,
  Instrument,
  InstrumentChoice,
  LayoutChoice,
  Symbol,
  Timeframe,
  UngappedSeries
} from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import type { RehearsalOf, RehearsalRow } from "@tradetower/domain/rehearsal"
import type { BacktestResult, SweepAxis, SweepRow, TradingCosts } from "@tradetower/domain/simulation"
import type { BotSettings } from "@tradetower/domain/strategy"
import type { CandlePart } from "@tradetower/platform"
import type { PresetTask } from "./preset-task.ts"

/** What is run, over which candles: parts of the archive, oldest first, of which `[from, to)` counts. */
interface Run {
  readonly instrument: Instrument
  readonly settings: BotSettings
  readonly options: TradingCosts
  /** Length of a candle, ms. */
  readonly step: number
  readonly parts: ReadonlyArray<CandlePart>
  /** Trading begins and ends; what is before `from` warms indicators up. */
  readonly from: number
  readonly to: number
}

export interface BacktestTask extends Run {
  readonly _tag: "Backtest"
}

/** Some sets of a sweep. Its candles come with the first task of the sweep a thread is given, and stay there. */
export interface SweepTask extends Omit<Run, "parts"> {
  readonly _tag: "Sweep"
  readonly sweepId: string
  readonly parts?: ReadonlyArray<CandlePart>
  readonly axes: ReadonlyArray<SweepAxis>
  readonly numbers: ReadonlyArray<number>
}

/** A configuration to be rehearsed, on an instrument as its account trades it. */
export interface RehearsalTask extends Omit<RehearsalOf, "market" | "price"> {
  readonly _tag: "Rehearsal"
  readonly instrument: Instrument
  readonly price: Decimal
}

/** A file of candles to be read. */
export interface ImportTask {
  readonly _tag: "Import"
  readonly symbol: Symbol
  readonly format: "csv" | "parquet"
  readonly bytes: Uint8Array
  /** What the trader says of its instrument; the rest is inferred. */
  readonly choice?: InstrumentChoice
  /** What the trader says of its layout; the rest is guessed. */
  readonly layout?: LayoutChoice
}

/** What was in it. */
export interface Imported extends Omit<CandlesRead, "lineOf" | "series"> {
  /** Its columns go from thread to thread as they are; a gap would be copied, each for itself. */
  readonly series: UngappedSeries
  readonly timeframe: Timeframe
}

/** What a thread for simulations is begun with. */
export interface ThreadOptions {
  /** Whether it has less priority than whatever is live. */
  readonly stepsBack: boolean
}

/** What a thread for simulations is asked. */
export type SimulationTask =
  | ({ readonly _tag: "Presets" } & PresetTask)
  | BacktestTask
  | SweepTask
  | RehearsalTask
  | ImportTask

/** What it answers to each. */
export interface SimulationAnswers {
  readonly Presets: ReadonlyArray<PresetView>
  readonly Backtest: BacktestResult
  readonly Sweep: ReadonlyArray<SweepRow>
  readonly Rehearsal: ReadonlyArray<RehearsalRow>
  readonly Import: Imported
}

/** How an answer comes back: `refusal` is for the trader to read, `failure` is a defect. */
export type SimulationMessage =
  | { readonly id: number; readonly answer: SimulationAnswers[keyof SimulationAnswers] }
  | { readonly id: number; readonly refusal: string }
  | { readonly id: number; readonly failure: string }
