import { draw, random } from "@tradetower/domain/market"

/** When the next life of the system ends, always by SIGKILL. */
export type Death =
  /** So many ms after it answers, from outside. */
  | { readonly by: "CLOCK"; readonly after: number }
  /** By itself, right before or right after its n-th commit to the data folder. */
  | { readonly by: "COMMIT"; readonly nth: number; readonly moment: "BEFORE" | "AFTER" }
  /** By itself, right before its n-th order goes out, or right after the exchange's answer came in. */
  | { readonly by: "ORDER"; readonly nth: number; readonly moment: "BEFORE" | "AFTER" }

/** The deaths of a seed: the same seed, the same deaths. Two in three sit right at an append, a send or an order. */
export const deathsOf = (seed: number, count: number): ReadonlyArray<Death> => {
  const dice = random(seed)
  const between = (low: number, high: number) => low + (draw(dice) % (high - low + 1))
  return Array.from({ length: count }, () => {
    const kind = between(0, 2)
    const moment = between(0, 1) === 0 ? "BEFORE" : "AFTER"
    if (kind === 0) return { by: "CLOCK", after: between(5, 400) }
    if (kind === 1) return { by: "COMMIT", nth: between(1, 120), moment }
    return { by: "ORDER", nth: between(1, 8), moment }
  })
}
