import type { CandleRow, Connection, Field, Market, Preset, RiskLimits, Settings } from "../client/contract.ts"
import type { Timeframe } from "../client/queries.ts"
import type { CandleColumn, LayoutChoice } from "@tradetower/domain/market"
import type { CommitmentVerdict } from "@tradetower/domain/risk"
import type { Beginnings } from "@tradetower/domain/simulation"
import type { Verdict } from "./judge.ts"

/** What settings would have done over the candles at hand. */
export interface Tried extends NonNullable<Preset["lately"]> {
  /** How many candles it was tried on, and how long that took, ms. */
  readonly candles: number
  readonly took: number
  /** True when it was tried as if it had begun at once: its start can't be told from candles. */
  readonly atOnce: boolean
  /** Of a start by indicators: how often it was met. */
  readonly beginnings?: Beginnings
}

/** A file's first rows, and how they are read. */
export interface FirstLines {
  readonly columns: ReadonlyArray<CandleColumn>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
  readonly told: string
  /** Why these make no candles. */
  readonly problem?: string
}

/** So much of an asset, as a decimal. */
interface Amount {
  readonly asset: string
  readonly amount: string
}

/** What an account is charged that traded so much in 30 days, US dollars; shares of a trade. */
interface FeeTier {
  readonly from: string
  readonly makerRate: string
  readonly takerRate: string
}

/** One set of rules an account can trade an instrument by. */
export interface RulesOnOffer {
  readonly name: NonNullable<Connection["terms"]>
  /** Whose they are. */
  readonly title: string
  /** What each of them means, in sentences. */
  readonly meaning: ReadonlyArray<string>
  /** The instrument as it is traded by them, at their fees. */
  readonly instrument: Market["instrument"]
  /** What it counts as by them. */
  readonly of: "STOCK" | "CRYPTO" | "FUTURES"
  /** By what an account traded in 30 days, lowest first; empty where there are none. */
  readonly tiers: ReadonlyArray<FeeTier>
  /** Why it can't be traded by them; absent when it can. */
  readonly problem?: string
}

/** What the worker can be asked, and what it answers. */
export interface Asks {
  /** What the domain's rules say of settings. */
  readonly judge: {
    readonly ask: {
      readonly market: Market
      readonly settings: Settings
      /** By whose rules, and at whose fees, the account trades; the kind ones of paper money when absent. */
      readonly terms?: Connection["terms"]
      /** What the trader allows; nothing is held against it when absent. */
      readonly limits?: RiskLimits["limits"]
      /** What of the market's base is free; nothing is said to be lacking when absent. */
      readonly freeBase?: string
      /** What the account has free of its quote, which stands behind cross margin. */
      readonly freeQuote?: string
      /** Another bot that runs in the same pair on the account, by its name. */
      readonly beside?: string
    }
    readonly answer: Verdict
  }
  /** By whose rules an instrument can be traded, and by whose it can't, the kind ones first. */
  readonly rules: {
    readonly ask: { readonly instrument: Market["instrument"] }
    readonly answer: ReadonlyArray<RulesOnOffer>
  }
  /** What is to be said of committing so much where so much is free. */
  readonly commits: {
    readonly ask: { readonly wanted: ReadonlyArray<Amount>; readonly free: ReadonlyArray<Amount> }
    readonly answer: CommitmentVerdict
  }
  /** Takes candles in (bytes for `decodeSeries`) under a name; answers how many. */
  readonly takeIn: {
    readonly ask: { readonly series: string; readonly bytes: ArrayBuffer }
    readonly answer: number
  }
  /** Candles (bytes for `decodeSeries`) as rows of decimals, for a chart. */
  readonly rows: {
    readonly ask: {
      readonly instrument: Market["instrument"]
      readonly bytes: ArrayBuffer
      /** Length of the rows' candles; at least the series' own. */
      readonly timeframe: Timeframe
    }
    readonly answer: ReadonlyArray<CandleRow>
  }
  /** Ready settings from candles taken in, for series no exchange offers. */
  readonly presets: {
    readonly ask: {
      readonly series: string
      readonly instrument: Market["instrument"]
      readonly strategy: Settings["_tag"]
      readonly investment: string
      readonly terms?: Connection["terms"]
    }
    readonly answer: ReadonlyArray<Preset>
  }
  /** Which presets can't work with an amount, by name, with why. */
  readonly unfitPresets: {
    readonly ask: {
      readonly market: Market
      readonly presets: ReadonlyArray<Preset>
      readonly fields: ReadonlyArray<Field>
      readonly amount: string
      readonly terms?: Connection["terms"]
    }
    readonly answer: Readonly<Record<string, string>>
  }
  /** Trades settings over candles taken in. */
  readonly tryOut: {
    readonly ask: {
      readonly series: string
      readonly instrument: Market["instrument"]
      readonly settings: Settings
      readonly terms?: Connection["terms"]
    }
    readonly answer: Tried | undefined
  }
  /** The beginning of a file of candles (`cut`: it has more), as it would be read with what is said of its layout. */
  readonly firstLines: {
    readonly ask: { readonly bytes: ArrayBuffer; readonly cut: boolean; readonly said: LayoutChoice }
    readonly answer: FirstLines
  }
}
export type Ask = keyof Asks

export interface Question<A extends Ask = Ask> {
  readonly id: number
  readonly name: A
  readonly ask: Asks[A]["ask"]
}

export type Reply = { readonly id: number } & ({ readonly answer: unknown } | { readonly failure: string })
