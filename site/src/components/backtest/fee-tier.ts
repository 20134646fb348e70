import { times } from "@tradetower/domain/number"
import type { Connection } from "../../client/contract.ts"
import { trimmed } from "../../format/number.ts"
import type { RulesOnOffer } from "../../worker/asks.ts"
import type { Conditions } from "./conditions.ts"

const percent = (rate: string): string => trimmed(times(rate, "100"), 4)

/** Rules with the fees of one of their tiers, 1 for the lowest; those without it as they are. */
export const inTier = (rules: RulesOnOffer, tier: number): RulesOnOffer => {
  const found = rules.tiers[tier - 1]
  if (found === undefined) return rules
  const { makerRate: makerFeeRate, takerRate: takerFeeRate } = found
  return { ...rules, instrument: { ...rules.instrument, makerFeeRate, takerFeeRate } }
}

/** From how much on: `"from 500,000 USD in 30 days"`. */
export const tierFrom = (from: string): string =>
  Number(from) === 0 ? "whoever trades less" : `from ${trimmed(from)} USD in 30 days`

/** A tier as it is chosen: `"3: from 500,000 USD in 30 days, 0.1 / 0.2 %"`. */
export const tierText = ({ from, makerRate, takerRate }: RulesOnOffer["tiers"][number], tier: number): string => {
  return `${tier}: ${tierFrom(from)}, ${percent(makerRate)} / ${percent(takerRate)} %`
}

/** An account whose broker said what it charges it. */
export interface Charged {
  readonly id: string
  /** `"“Savings” is charged 0.25 / 0.4 % (Advanced 2)"`. */
  readonly text: string
  /** Its fees, as they are chosen. */
  readonly fees: Pick<Conditions, "feeTier" | "makerFee" | "takerFee">
}

/** The accounts that trade by these rules, with what each is charged for this market where that is known. */
export const chargedBy = (
  accounts: ReadonlyArray<Connection>,
  { name, of }: Pick<RulesOnOffer, "name" | "of">
): ReadonlyArray<Charged> =>
  accounts
    .filter(({ terms }) => terms === name)
    .flatMap(({ fees = [], id, label }) =>
      fees
        .filter((one) => one.of === of)
        .map(({ makerRate, name: called, takerRate, tier }) => {
          const [makerFee, takerFee] = [percent(makerRate), percent(takerRate)]
          const tierName = called ?? (tier === undefined ? undefined : `tier ${tier}`)
          return {
            id,
            text: `“${label}” is charged ${makerFee} / ${takerFee} %${tierName === undefined ? "" : ` (${tierName})`}`,
            fees:
              tier === undefined ? { feeTier: 1, makerFee, takerFee } : { feeTier: tier, makerFee: "", takerFee: "" }
          }
        })
    )
