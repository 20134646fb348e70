import type { Market, Price } from "../market/market.ts"
import { amountWords, neededWords } from "../market/words.ts"
import type { Decimal } from "../number/decimal.ts"
import { fine, fineText } from "../number/decimal-units.ts"
import { bringsOf } from "../strategy/brings.ts"
import type { BotSettings } from "../strategy/settings.ts"

/** An amount of an asset. */
export interface AssetAmount {
  readonly asset: string
  readonly amount: Decimal
}

/** What a bot commits when it starts at a price: what its account must have free for it. */
export const commitmentOf = (market: Market, settings: BotSettings, price: Price): ReadonlyArray<AssetAmount> => {
  const { base, quote } = bringsOf(market, settings, price)
  return [
    { asset: market.instrument.quote, amount: market.quoteText(quote) as Decimal },
    { asset: market.instrument.base, amount: market.baseText(base) as Decimal }
  ].filter(({ amount }) => fine(amount) > 0n)
}

/** By how much a commitment is more than an earlier one, asset by asset. */
export const commitmentBeyond = (
  after: ReadonlyArray<AssetAmount>,
  before: ReadonlyArray<AssetAmount>
): ReadonlyArray<AssetAmount> =>
  after.flatMap(({ amount, asset }) => {
    const more = fine(amount) - fine(before.find((one) => one.asset === asset)?.amount ?? "0")
    return more > 0n ? [{ asset, amount: fineText(more) }] : []
  })

/** What is free to commit (FUNDS-4): what the account has available, less what its running bots may still use of it. */
export const uncommitted = (available: string, entitled: ReadonlyArray<string>): Decimal => {
  const left = entitled.reduce((rest, amount) => rest - fine(amount), fine(available))
  return fineText(left > 0n ? left : 0n)
}

/** What is to be said of a commitment; both absent: nothing stands against it. */
export interface CommitmentVerdict {
  /** It is more than is free: refused. */
  readonly refusal?: string
  /** It is more than half of what is free: the trader is asked (FUNDS-5). */
  readonly question?: string
}

/** Judges what is to be committed against what is free of each asset (FUNDS-4, FUNDS-5); an asset not listed has none. */
export const judgeCommitment = (
  wanted: ReadonlyArray<AssetAmount>,
  free: ReadonlyArray<AssetAmount>
): CommitmentVerdict => {
  const judged = wanted.map(({ amount, asset }) => ({
    asset,
    wanted: fine(amount),
    free: fine(free.find((one) => one.asset === asset)?.amount ?? "0")
  }))
  const lacking = judged.find((one) => one.wanted > one.free)
  if (lacking !== undefined)
    return {
      refusal:
        `${neededWords(fineText(lacking.wanted), lacking.asset)} is needed, and ` +
        `${amountWords(fineText(lacking.free), lacking.asset)} is free: what your running bots may still use is not. ` +
        `Give less, take funds out of another bot or stop it.`
    }
  const large = judged.find((one) => one.wanted * 2n > one.free)
  if (large === undefined) return {}
  return {
    question:
      `This commits ${neededWords(fineText(large.wanted), large.asset)}, more than half of the ` +
      `${amountWords(fineText(large.free), large.asset)} that is free.`
  }
}
