import type { Instrument } from "@tradetower/domain/market"

const percent = (rate: string): string => `${Number((Number(rate) * 100).toFixed(4))}`

/** Fees as `--fees` takes them. */
export const feesIn = ({ makerFeeRate, takerFeeRate }: Instrument): string =>
  `${percent(makerFeeRate)}/${percent(takerFeeRate)} %`
