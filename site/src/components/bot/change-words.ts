import { counted, fixed, trimmed } from "../../format/number.ts"
import type { ChangeForeseen } from "../../client/contract.ts"

type Resting = ChangeForeseen["resting"][number]

const count = (orders: ReadonlyArray<Resting>, side: Resting["side"]): number =>
  orders.filter((order) => order.side === side).length

const newWords = (orders: ReadonlyArray<Resting>): string | undefined => {
  if (orders.length === 0) return undefined
  const [buys, sells] = [count(orders, "BUY"), count(orders, "SELL")]
  const sides = [buys > 0 ? `${buys} to buy` : undefined, sells > 0 ? `${sells} to sell` : undefined]
  return `places ${counted(orders.length, "order")} (${sides.filter((side) => side !== undefined).join(", ")})`
}

/** What a change makes a running bot do at once, in a sentence. `base`: the asset traded; `decimals`: of prices. */
export const changeWords = (foreseen: ChangeForeseen, base: string, decimals: number): string => {
  const { cancels, entered, reason, resting, state, trades } = foreseen
  if (!entered)
    return `${cancels === 0 ? "It is not in the market, and takes no order back." : `It takes ${counted(cancels, "order")} back.`} ${reason}`
  const placed = resting.filter(({ isNew }) => isNew)
  const stays = resting.length - placed.length
  const prices = (purpose: Resting["purpose"]) =>
    resting.filter((order) => order.purpose === purpose).map(({ price }) => fixed(price, decimals))
  const [stop] = prices("STOP_LOSS")
  const targets = prices("TAKE_PROFIT")
  const parts = [
    cancels === 0 ? undefined : `takes ${counted(cancels, "order")} back`,
    ...trades.map(
      ({ quantity, side }) => `${side === "BUY" ? "buys" : "sells"} ${trimmed(quantity)} ${base} at market`
    ),
    newWords(placed),
    stays === 0 ? undefined : `leaves ${counted(stays, "order")} where ${stays === 1 ? "it is" : "they are"}`
  ].filter((part) => part !== undefined)
  const does = parts.length === 0 ? "It changes none of its orders now" : `It ${parts.join(", ")}`
  const ends = [
    targets.length === 1 ? `takes profit at ${targets[0]}` : undefined,
    stop === undefined ? "no protective stop rests" : `its stop rests at ${stop}`
  ].filter((part) => part !== undefined)
  const held = state === "ACTIVE" || state === "TRAILING" ? "" : ` Then: ${reason}`
  return `${does}; ${ends.join(", ")}.${held}`
}
