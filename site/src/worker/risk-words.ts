import type { AtWorst } from "@tradetower/domain/strategy"

interface Words {
  /** All that the account has free, in quote; absent where that is not known. */
  readonly free?: string

  readonly price: (price: AtWorst["liquidation"]) => string
  readonly money: (amount: NonNullable<AtWorst["loss"]>) => string
}

const wayWords = ({ liquidation, long, stop }: AtWorst, both: boolean, { money, price }: Words): string => {
  const name = both ? `its ${long ? "longs" : "shorts"}` : "it"
  const gone =
    liquidation > 0
      ? `${name} ${both ? "are" : "is"} liquidated at ${price(liquidation)} once every entry has filled`
      : `no price liquidates ${both ? name : "it"}`
  return stop === undefined
    ? gone
    : `its stop closes ${both ? name : "it"} at ${price(stop.price)}, what lies before that filled, with a loss of about ${money(stop.loss)}; should the price jump over that, ${gone}`
}

/** With cross margin everything free is at stake. */
const crossWords = ({ free }: Words): string =>
  `with cross margin it can lose all that the account has free${free === undefined ? "" : `, ${free} by now`}`

/** Of one that enters as time goes by: at the present price, which need not be what it pays. */
const overTimeWords = ({ liquidation, loss }: AtWorst, words: Words): string => {
  const { money, price } = words
  const gone = liquidation > 0 ? `it is liquidated at ${price(liquidation)}` : "no price liquidates it"
  const most = loss === undefined ? crossWords(words) : `at the worst it loses ${money(loss)}, funding aside`
  return `If all its slices fill at the present price, ${gone}, and ${most}; at other prices both move with them.`
}

/** What a futures bot risks, before it starts: where it is liquidated, and the most it can lose; absent on spot. */
export const riskWords = (ways: ReadonlyArray<AtWorst>, words: Words): string | undefined => {
  const [first] = ways
  if (first === undefined) return undefined
  if (first.overTime === true) return overTimeWords(first, words)
  const told = ways.map((way) => wayWords(way, ways.length > 1, words)).join("; ")
  const most =
    first.loss === undefined
      ? `W${crossWords(words).slice(1)}; the more that is, the later it is liquidated`
      : `At the worst it loses ${words.money(first.loss)}, funding aside`
  return `If the price goes against it, ${told}. ${most}.`
}
